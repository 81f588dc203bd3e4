// How many pages rows fill when they are written one after the other, as a rebuild writes them.
#pragma once

#include <cstdint>
#include <span>

#include "core/memory.hpp"

namespace pgops {

// What a page offers to rows.
struct PageSpace {
    std::uint32_t usable = 0;   // bytes for rows and their line pointers on an empty page
    std::uint32_t reserve = 0;  // left free of rows for later updates (fillfactor); the first row may always use it
    std::uint32_t most_rows = 0;
};

// Fills pages next-fit: a row that does not fit closes the page for good (raw_heap_insert in rewriteheap.c).
class Packer {
 public:
    explicit Packer(const PageSpace& space) : space_(space) {}
    // bytes: of the row, aligned, line pointer included.
    void add(std::uint32_t bytes);

    std::int64_t pages() const { return full_pages_ + (rows_on_page_ > 0 ? 1 : 0); }
    std::int64_t full_pages() const { return full_pages_; }
    // Bytes of rows on the full pages.
    std::int64_t bytes_on_full_pages() const { return bytes_on_full_pages_; }
    // Standard error of their mean, as a share of it: large where few rows of differing sizes share a page.
    double relative_error() const;

 private:
    PageSpace space_;
    std::uint32_t used_ = 0, rows_on_page_ = 0;
    std::int64_t full_pages_ = 0, bytes_on_full_pages_ = 0;
    double squares_on_full_pages_ = 0;
};

struct FullPage {
    double bytes = 0;           // of rows, on average; 0 without rows
    double relative_error = 0;  // standard error, as far as these rows tell
};

// A full page when rows like these follow each other. Few rows are repeated until they fill enough pages to tell.
FullPage full_page_of(const PageSpace& space, std::span<const std::uint16_t> row_bytes);

}  // namespace pgops
