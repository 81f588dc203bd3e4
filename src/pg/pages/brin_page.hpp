// One page of a BRIN index: the metapage, the map from ranges of the table to their summaries, and the summaries.
#pragma once

#include "pg/pages/page_reader.hpp"

namespace pgops {

constexpr BlockNumber kRangesOfMapPage = REVMAP_PAGE_MAXITEMS;

// What the metapage says; nothing when it is damaged.
struct BrinMeta {
    BlockNumber pages_per_range = 1, last_range_map_page = 0;
};
std::optional<BrinMeta> brin_meta(PageState state, PageCopy& copy);

// Of the first `ranges` of a page of the map, those with a summary; nothing when the page is damaged.
std::optional<std::uint32_t> summarized_ranges(PageState state, PageCopy& copy, BlockNumber ranges);

// Bytes of the summaries on a regular page as a build writes them, line pointers included; nothing when it is damaged.
struct BrinContent {
    double bytes = 0, summaries = 0;
};
std::optional<BrinContent> brin_content(PageState state, PageCopy& copy);

}  // namespace pgops
