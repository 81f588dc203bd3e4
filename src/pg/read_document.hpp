// A jsonb value as a Document, for what renders it.
#pragma once

#include "pg/prelude.hpp"

#include "model/document.hpp"

namespace pgops {

// In the run's memory; its texts in the database's encoding, to be compared with others, or in UTF-8, to be rendered.
Document read_document(const Jsonb& json, Memory* memory);
Document read_document_in_utf8(const Jsonb& json, Memory* memory);

}  // namespace pgops
