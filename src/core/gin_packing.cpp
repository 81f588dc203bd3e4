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

// The leaves of an entry tree under construction.
class EntryBuild {
 public:
    EntryBuild(std::span<const GinItem> items, int batches, Memory* memory)
        : items_(items), batches_(static_cast<std::uint32_t>(batches)), sizes_(memory), pages_(memory) {}

    double run() {
        constexpr double kEnoughBytes = 30.0 * gin::kEntryUsable;
        double bytes = 0;
        for (const GinItem& item : items_) bytes += item.bytes + gin::kLinePointer;
        if (bytes <= 0) return gin::kEntryUsable / 2.0;
        // Few items are repeated until they fill enough pages to tell.
        sizes_.resize(items_.size() * static_cast<std::size_t>(std::ceil(std::max(1.0, kEnoughBytes / bytes))));
        pages_.push_back({0, sizes_.size(), 0});
        for (std::uint32_t batch = 1; batch <= batches_; ++batch) {
            std::size_t page = 0;
            for (std::size_t i = 0; i < sizes_.size(); ++i) {
                while (i >= pages_[page].end) ++page;
                place(page, i, size_after(batch, i));
            }
        }
        // The last page may still be filled.
        double closed = 0;
        for (std::size_t i = 0; i + 1 < pages_.size(); ++i) closed += pages_[i].bytes;
        return pages_.size() > 1 ? closed / static_cast<double>(pages_.size() - 1) : gin::kEntryUsable / 2.0;
    }

 private:
    struct LeafPage {
        std::size_t begin, end;
        std::uint32_t bytes;
    };

    // Pointers come evenly over all batches, but each item's at a time of its own.
    std::uint32_t size_after(std::uint32_t batch, std::size_t i) const {
        const GinItem& item = items_[i % items_.size()];
        if (batch == batches_) return item.bytes + gin::kLinePointer;
        const std::uint32_t start = static_cast<std::uint32_t>(i * 2654435761U >> 8U) % batches_;
        const std::uint32_t pointers = std::max(1U, item.pointers), come = (pointers * batch + start) / batches_;
        if (come == 0) return 0;
        const std::uint32_t list = item.bytes > item.key_bytes ? item.bytes - item.key_bytes : 0;
        return ((item.key_bytes + list * std::min(come, pointers) / pointers + 7U) & ~7U) + gin::kLinePointer;
    }

    void place(std::size_t& page, std::size_t i, std::uint32_t size) {
        if (size <= sizes_[i]) return;
        pages_[page].bytes += size - sizes_[i];
        sizes_[i] = size;
        if (pages_[page].bytes <= gin::kEntryUsable) return;
        const LeafPage whole = pages_[page];
        std::uint32_t left = 0;
        std::size_t middle = whole.begin;
        while (middle < whole.end && left <= whole.bytes / 2) left += sizes_[middle++];
        if (left == whole.bytes) return;  // a single item
        pages_[page] = {whole.begin, middle, left};
        pages_.insert(pages_.begin() + static_cast<std::ptrdiff_t>(page) + 1, {middle, whole.end, whole.bytes - left});
        if (i >= middle) ++page;
    }

    std::span<const GinItem> items_;
    std::uint32_t batches_;
    Vector<std::uint32_t> sizes_;  // 0: not there yet
    Vector<LeafPage> pages_;       // each has a range of the items
};

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

double bytes_per_entry_page(std::span<const GinItem> items, int batches, Memory* memory) {
    EntryBuild build(items, batches, memory);
    return build.run();
}

double posting_tree_pages(double bytes) {
    if (bytes <= 0) return 0;
    if (bytes <= gin::kPostingUsable) return 1;
    double pages = 0;
    for (double level = std::ceil(bytes / kFullLeaf); level > 1; level = std::ceil(level * gin::kPostingItem / gin::kPostingUsable)) pages += level;
    return pages + 1;
}

}  // namespace pgops
