// The sections of a report that show measurements: bloat, indexes, the horizon of VACUUM, and how things went over the snapshots.
#pragma once

#include "core/text_builder.hpp"
#include "model/document.hpp"

namespace pgops::html {

void add_bloat(TextBuilder& page, const Document& report, Memory* memory);
void add_indexes(TextBuilder& page, const Document& report, Memory* memory);
void add_vacuum(TextBuilder& page, const Document& report, Memory* memory);
void add_trends(TextBuilder& page, const Document& report, Memory* memory);

}  // namespace pgops::html
