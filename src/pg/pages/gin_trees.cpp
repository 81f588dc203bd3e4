#include "pg/pages/gin_trees.hpp"

#include <algorithm>

namespace pgops {

namespace {

// Leaves that are read of one tree.
constexpr std::uint32_t kMostLeavesOfTree = 6;

}  // namespace

std::optional<PostingSize> posting_size(GinPage& page, GinRows& rows) {
    PostingSize size;
    const bool sound = page.for_each_pointer([&](std::uint64_t pointer) {
        if (rows.keeps(pointer)) size.add(pointer);
    });
    return sound ? std::optional(size) : std::nullopt;
}

void GinTrees::follow(BlockNumber root, BlockNumber blocks, PageReader& reader, GinPage& page, GinRows& rows) {
    if (root >= blocks) return;
    double leaves = 1, bytes = 0, in_entry = 0;
    BlockNumber block = root;
    for (int level = 0;; ++level) {
        const GinPageKind kind = page.look_at(reader.read_one(block), reader.page());
        if (kind == GinPageKind::PostingLeaf) break;
        constexpr int kMostLevels = 8;
        if (kind != GinPageKind::PostingInner || page.children() == 0 || level > kMostLevels) return;
        leaves *= page.children();
        const std::uint32_t children = page.children(), read = std::min(children, kMostLeavesOfTree);
        BlockNumber some[kMostLeavesOfTree];
        for (std::uint32_t i = 0; i < read; ++i) some[i] = page.child(i * children / read);
        block = some[0];
        double sum = 0, sum_in_entry = 0, found = 0;
        for (std::uint32_t i = 0; i < read; ++i) {
            if (some[i] >= blocks) return;
            if (page.look_at(reader.read_one(some[i]), reader.page()) != GinPageKind::PostingLeaf) break;
            const std::optional<PostingSize> size = posting_size(page, rows);
            if (!size) return;
            found += 1;
            sum += size->in_tree();
            sum_in_entry += size->in_entry();
        }
        if (found > 0) {
            bytes = sum / found;
            in_entry = sum_in_entry / found;
            break;
        }
    }
    if (block == root) {
        const std::optional<PostingSize> size = posting_size(page, rows);
        if (!size) return;
        small_ += 1;
        lists_.push_back(size->in_entry());
        return;
    }
    large_ += 1;
    const double total = bytes * leaves, list = in_entry * leaves;
    const bool fits = list + kTypicalKey <= gin::kMostItem;
    extra_pages_ += (fits ? 0 : posting_tree_pages(total)) - total / gin::kPostingUsable;
    extra_in_entry_ += fits ? list : 0;
    lists_.push_back(static_cast<std::uint32_t>(std::min<double>(list, gin::kPageBytes)));
}

}  // namespace pgops
