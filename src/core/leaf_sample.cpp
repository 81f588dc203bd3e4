#include "core/leaf_sample.hpp"

#include <algorithm>

#include "core/interval.hpp"

namespace pgops {

namespace {

constexpr std::size_t kMostGroups = 100000, kMostItems = 100000;
// Groups that are packed to see how they fit; the share of entries in whole groups that speaks for all; and the number of full items
// from which on a group that was cut counts, without its rest.
constexpr std::size_t kEnoughGroups = 20000;
constexpr double kEnoughWhole = 0.2;
constexpr std::uint32_t kManyItems = 4;

}  // namespace

void LeafSample::add_page(std::uint32_t block, const Covariates& known) {
    pages_.push_back({.bytes = {block, 0, known}, .first_group = groups_.size(), .end_group = groups_.size()});
}

void LeafSample::add_group(std::uint16_t key_bytes, std::uint32_t pointers, bool goes_on) {
    PageBytes& page = pages_.back();
    const Group group{.key_bytes = key_bytes, .pointers = pointers, .goes_on = goes_on && merges_, .is_first = page.entries == 0};
    page.entries += pointers;
    page.bytes.value += bytes_of(group);
    entries_ += pointers;
    if (groups_.size() >= kMostGroups) return;
    groups_.push_back(group);
    page.end_group = groups_.size();
}

void LeafSample::clear() {
    pages_.clear();
    groups_.clear();
    entries_ = 0;
}

void LeafSample::sort_by_block() {
    std::ranges::sort(pages_, {}, [](const PageBytes& page) { return page.bytes.block; });
}

double LeafSample::bytes_of(const Group& group) const {
    if (!merges_) return static_cast<double>(group.pointers * (group.key_bytes + btree::kLinePointer));
    return group_bytes(group.key_bytes, group.pointers, group.goes_on);
}

double LeafSample::bytes() const {
    double sum = 0;
    for (const PageBytes& page : pages_) sum += page.bytes.value;
    return sum;
}

Interval LeafSample::total_bytes(const Covariates& mean, double population) const {
    auto& values = make_in<Vector<SampledValue>>(memory_, memory_);
    for (const PageBytes& page : pages_) values.push_back(page.bytes);
    return scaled(regression_mean(span_of(values), mean, population), population);
}

Interval LeafSample::total_entries(const Covariates& mean, double population) const {
    auto& values = make_in<Vector<SampledValue>>(memory_, memory_);
    for (const PageBytes& page : pages_) values.push_back({page.bytes.block, page.entries, page.bytes.known});
    return scaled(regression_mean(span_of(values), mean, population), population);
}

// The ratio estimator: its error is that of the residuals (Cochran, Sampling Techniques, 3rd edition, chapter 6).
Interval LeafSample::bytes_per_entry(double population) const {
    if (entries_ <= 0) return {};
    const double ratio = bytes() / entries_;
    auto& residuals = make_in<Vector<SampledValue>>(memory_, memory_);
    for (const PageBytes& page : pages_) residuals.push_back({page.bytes.block, page.bytes.value - ratio * page.entries, {}});
    const double margin = half_width(regression_mean(span_of(residuals), {}, population)) * static_cast<double>(pages_.size()) / entries_;
    return {ratio, ratio - margin, ratio + margin};
}

double LeafSample::bytes_per_full_leaf() const {
    // Groups that the edges of pages have cut tell no sizes, but all may be like that.
    double entries_of_whole = 0;
    for (const Group& group : groups_)
        if (!is_cut(group)) entries_of_whole += group.pointers;
    auto& items = make_in<Vector<LeafItem>>(memory_, memory_);
    add_items(entries_of_whole < kEnoughWhole * entries_, items);
    const double packed = pgops::bytes_per_full_leaf(fillfactor_, span_of(items));
    return packed > 0 ? packed : btree::kUsable * fillfactor_ / 100.0;
}

// Items as a build would write them. Large ones and small ones lie together in the order of keys more often than not.
void LeafSample::add_items(bool join, Vector<LeafItem>& items) const {
    auto& pages = make_in<Vector<const PageBytes*>>(memory_, memory_);
    for (const PageBytes& page : pages_) pages.push_back(&page);
    std::ranges::stable_sort(pages, {}, &PageBytes::bytes_per_entry);
    const std::size_t step = std::max<std::size_t>(1, groups_.size() / kEnoughGroups);
    std::uint32_t cut = 0;
    for (std::size_t i = 0; i < pages.size(); i += step)
        for (std::size_t j = pages[i]->first_group; j < pages[i]->end_group; ++j) {
            const Group& group = groups_[j];
            const std::uint32_t most = merges_ ? most_pointers(group.key_bytes) : 1;
            std::uint32_t left = group.pointers, stays = 0;
            if (is_cut(group) && join) {
                // Put together with the other half of another one.
                left += group.is_first ? cut : 0;
                stays = group.goes_on ? left % most : 0;
                cut = stays;
            } else if (is_cut(group)) {
                stays = left < kManyItems * most ? left : left % most;
            }
            for (; left > stays && items.size() < kMostItems; left -= std::min(most, left)) items.push_back(merged_item(group.key_bytes, std::min(most, left)));
        }
}

double LeafSample::keys_that_stay(double share) const {
    if (!merges_ || share <= 0 || share >= 1) return 1;
    double together = 0, one_by_one = 0;
    for (const Group& group : groups_) {
        together += bytes_of(group) * share;
        one_by_one += thinned_group_bytes(group.key_bytes, group.pointers, share);
    }
    return together > 0 ? std::max(1.0, one_by_one / together) : 1;
}

}  // namespace pgops
