#include "core/gin_packing.hpp"

#include <algorithm>
#include <cmath>

namespace pgops {

namespace {

// A leaf is closed when the next segment does not fit; seen on fresh indexes.
constexpr double kFullLeaf = gin::kPostingUsable - 128;

std::uint32_t encoded_bytes(std::uint64_t delta) {
    std::uint32_t bytes = 1;
    for (; delta >= 0x80; delta >>= 7U) ++bytes;
    return bytes;
}

}  // namespace

bool PostingReader::next() {
    std::uint64_t delta = 0;
    for (unsigned shift = 0; !rest_.empty() && shift <= 42; shift += 7) {
        const unsigned char byte = rest_.front();
        rest_ = rest_.subspan(1);
        // The list is padded with a zero to an even length.
        if (shift == 0 && byte == 0) {
            damaged_ = !rest_.empty();
            return false;
        }
        delta |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
        if ((byte & 0x80U) == 0) {
            pointer_ += delta;
            return true;
        }
        damaged_ = rest_.empty() || shift == 42;
    }
    return false;
}

void PostingSize::add(std::uint64_t pointer) {
    const std::uint32_t bytes = pointers_ == 0 ? 0 : encoded_bytes(pointer - last_);
    if (segment_ > 0 && segment_ + bytes > gin::kMostSegment) {
        closed_ += (segment_ + 1) & ~1U;
        segment_ = 0;
    }
    segment_ += segment_ == 0 ? gin::kSegmentHeader : bytes;
    deltas_ += bytes;
    last_ = pointer;
    ++pointers_;
}

double bytes_per_entry_page(std::span<const std::uint16_t> items) {
    constexpr std::size_t kEnoughPages = 20;
    if (items.empty()) return gin::kEntryUsable / 2.0;
    std::size_t first = 0, closed = 0;
    std::uint64_t used = 0, closed_bytes = 0;
    const auto item = [&](std::size_t i) { return items[i % items.size()] + gin::kLinePointer; };
    for (std::size_t next = 0; next < items.size() || closed < kEnoughPages; ++next) {
        const std::uint64_t bytes = item(next);
        if (bytes > gin::kEntryUsable) return gin::kEntryUsable / 2.0;
        if (used + bytes > gin::kEntryUsable) {
            const std::uint64_t half = (used + bytes) / 2;
            std::uint64_t left = 0;
            while (left <= half && first < next) left += item(first++);
            used -= left;
            closed_bytes += left;
            ++closed;
        }
        used += bytes;
    }
    return static_cast<double>(closed_bytes) / static_cast<double>(closed);
}

double posting_tree_pages(double bytes) {
    if (bytes <= 0) return 0;
    if (bytes <= gin::kPostingUsable) return 1;
    double pages = 0;
    for (double level = std::ceil(bytes / kFullLeaf); level > 1; level = std::ceil(level * gin::kPostingItem / gin::kPostingUsable)) pages += level;
    return pages + 1;
}

}  // namespace pgops
