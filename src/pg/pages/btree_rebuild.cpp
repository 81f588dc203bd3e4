#include "pg/pages/btree_rebuild.hpp"

#include <algorithm>

namespace pgops {

namespace {

// No btree of this page size is as high: even the least number of children per page reaches 2^32 blocks before.
constexpr std::uint32_t kHighest = 32;
// Pages of one level that are read to count the pages below it. 64 of them have some 18,000 children.
constexpr std::size_t kMostReadOfLevel = 64;

}  // namespace

void BtreeRebuild::add(const BtreeEntry& entry, std::uint32_t pointers) {
    if (pointers == 0) return;
    const bool joins = pointers_ > 0 && merges_ && have_equal_keys(group_.tuple, group_.bytes, entry.tuple, entry.key_bytes);
    if (!joins) {
        write_group();
        group_.set(entry.tuple, entry.key_bytes);
    }
    pointers_ += pointers;
}

void BtreeRebuild::write_group() {
    const auto bytes = static_cast<std::uint32_t>(group_.bytes);
    const std::uint32_t most = merges_ ? most_pointers(bytes) : 1;
    for (; pointers_ > 0; pointers_ -= std::min<std::uint64_t>(most, pointers_))
        write(merged_item(bytes, static_cast<std::uint32_t>(std::min<std::uint64_t>(most, pointers_))));
}

void BtreeRebuild::write(LeafItem item) {
    if (packer_.add(item)) packer_.high_key_closed(keys_.high_key_bytes(before_last_.tuple, before_last_.bytes, last_.tuple, last_.bytes));
    before_last_.set(last_.tuple, last_.bytes);
    last_.set(group_.tuple, group_.bytes);
}

std::int64_t BtreeRebuild::pages() {
    write_group();
    return packer_.pages();
}

std::optional<double> inner_pages_of(PageReader& reader, const BtreeMeta& meta, BlockNumber blocks, Memory* memory) {
    if (meta.root == P_NONE || meta.level == 0) return 0.0;
    if (meta.level >= kHighest) return std::nullopt;
    auto& page = make_in<BtreePage>(memory);
    auto& level_pages = make_in<Vector<BlockNumber>>(memory, memory);
    auto& children = make_in<Vector<BlockNumber>>(memory, memory);
    level_pages.push_back(meta.root);
    double pages_of_level = 1, inner = 1;
    for (std::uint32_t level = meta.level; level > 1; --level) {
        children.clear();
        std::size_t looked_at = 0;
        const std::size_t count = std::min(kMostReadOfLevel, level_pages.size());
        for (std::size_t i = 0; i < count; ++i) {
            const BlockNumber block = level_pages[i * level_pages.size() / count];
            if (block >= blocks || page.look_at(reader.read_one(block), reader.page()) != BtreePageKind::Inner || page.level() != level) continue;
            children.insert(children.end(), page.children().begin(), page.children().end());
            ++looked_at;
        }
        if (looked_at == 0) return std::nullopt;
        pages_of_level *= static_cast<double>(children.size()) / static_cast<double>(looked_at);
        inner += pages_of_level;
        std::swap(level_pages, children);
        if (level_pages.empty()) return std::nullopt;
    }
    return inner;
}

std::optional<BlockNumber> first_leaf_of(PageReader& reader, const BtreeMeta& meta, BlockNumber blocks, Memory* memory) {
    auto& page = make_in<BtreePage>(memory);
    BlockNumber block = meta.root;
    if (meta.level >= kHighest) return std::nullopt;
    for (std::uint32_t level = meta.level; level > 0; --level) {
        if (block >= blocks || page.look_at(reader.read_one(block), reader.page()) != BtreePageKind::Inner) return std::nullopt;
        if (page.level() != level || page.children().empty()) return std::nullopt;
        block = page.children().front();
    }
    return block < blocks ? std::optional(block) : std::nullopt;
}

}  // namespace pgops
