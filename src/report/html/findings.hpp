// The findings of a report, each with its reasons and commands folded under its headline.
#pragma once

#include "core/text_builder.hpp"
#include "model/document.hpp"

namespace pgops::html {

void add_findings(TextBuilder& page, const Document& report, Memory* memory);

}  // namespace pgops::html
