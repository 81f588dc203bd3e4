#include "core/packing.hpp"

namespace pgops {

void Packer::add(std::uint32_t bytes) {
    const bool fits = used_ + bytes + space_.reserve <= space_.usable && rows_on_page_ < space_.most_rows;
    if (rows_on_page_ > 0 && !fits) {
        ++full_pages_;
        bytes_on_full_pages_ += used_;
        used_ = rows_on_page_ = 0;
    }
    used_ += bytes;
    ++rows_on_page_;
}

double bytes_per_full_page(const PageSpace& space, std::span<const std::uint16_t> row_bytes) {
    constexpr std::int64_t kEnoughPages = 64;
    if (row_bytes.empty()) return 0;
    Packer packer(space);
    do {
        for (const std::uint16_t bytes : row_bytes) packer.add(bytes);
    } while (packer.full_pages() < kEnoughPages);
    return static_cast<double>(packer.bytes_on_full_pages()) / static_cast<double>(packer.full_pages());
}

}  // namespace pgops
