#include "core/packing.hpp"

#include <algorithm>
#include <cmath>

namespace pgops {

void Packer::add(std::uint32_t bytes) {
    const bool fits = used_ + bytes + space_.reserve <= space_.usable && rows_on_page_ < space_.most_rows;
    if (rows_on_page_ > 0 && !fits) {
        ++full_pages_;
        bytes_on_full_pages_ += used_;
        squares_on_full_pages_ += static_cast<double>(used_) * used_;
        used_ = rows_on_page_ = 0;
    }
    used_ += bytes;
    ++rows_on_page_;
}

double Packer::relative_error() const {
    const double pages = static_cast<double>(full_pages_);
    if (full_pages_ < 2) return 1;
    const double mean = static_cast<double>(bytes_on_full_pages_) / pages;
    const double variance = std::max(0.0, (squares_on_full_pages_ - pages * mean * mean) / (pages - 1));
    return std::sqrt(variance / pages) / mean;
}

FullPage full_page_of(const PageSpace& space, std::span<const std::uint16_t> row_bytes) {
    constexpr std::int64_t kEnoughPages = 64;
    if (row_bytes.empty()) return {};
    Packer packer(space);
    FullPage full;
    for (const std::uint16_t bytes : row_bytes) packer.add(bytes);
    // What is repeated tells nothing more.
    full.relative_error = packer.relative_error();
    while (packer.full_pages() < kEnoughPages)
        for (const std::uint16_t bytes : row_bytes) packer.add(bytes);
    full.bytes = static_cast<double>(packer.bytes_on_full_pages()) / static_cast<double>(packer.full_pages());
    return full;
}

}  // namespace pgops
