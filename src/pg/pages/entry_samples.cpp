#include "pg/pages/entry_samples.hpp"

#include <algorithm>
#include <cmath>

#include "core/interval.hpp"

namespace pgops {

namespace {

constexpr std::size_t kSinglesPerPage = 4;
// So many are looked at even where the request asks for fewer pages.
constexpr std::int64_t kLeastSingles = 100;
constexpr std::size_t kMostPairs = 100;

}  // namespace

EntrySamples::EntrySamples(HeapFates& fates, std::int64_t most_pages, Memory* memory)
    : fates_(fates), most_(static_cast<std::size_t>(std::max(kLeastSingles, most_pages))), singles_(memory), pairs_(memory) {}

void EntrySamples::keep_some(BlockNumber block, std::span<const BtreeEntry> entries) {
    const std::size_t at = block % entries.size();
    for (std::size_t i = 0; i < kSinglesPerPage && singles_.size() < most_; ++i) {
        const BtreeEntry& entry = entries[(at + i * entries.size() / kSinglesPerPage) % entries.size()];
        if (!entry.killed) singles_.push_back(entry.pointer(static_cast<int>(block % entry.pointers)));
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const BtreeEntry& entry = entries[(at + i) % entries.size()];
        if (entry.killed || entry.pointers < 2) continue;
        pairs_.push_back({entry.pointer(0), entry.pointer(entry.pointers - 1)});
        break;
    }
}

void EntrySamples::clear() {
    singles_.clear();
    pairs_.clear();
}

Interval EntrySamples::kept_share() {
    while (looked_up_ < singles_.size()) {
        const TupleFate fate = fates_.look_up(singles_[looked_up_++]);
        if (fate != TupleFate::Dead) ++kept_;
        if (fate == TupleFate::HeldBack) ++held_back_;
    }
    return share_of(static_cast<double>(kept_), static_cast<double>(looked_up_));
}

Interval EntrySamples::independence(double kept) {
    const std::size_t count = std::min(kMostPairs, pairs_.size());
    while (pairs_looked_up_ < count) {
        const Pair& pair = pairs_[pairs_looked_up_ * pairs_.size() / count];
        ++pairs_looked_up_;
        if ((fates_.look_up(pair.first) == TupleFate::Dead) != (fates_.look_up(pair.last) == TupleFate::Dead)) ++unlike_pairs_;
    }
    if (pairs_looked_up_ == 0) return {0.5, 0, 1};
    const double pairs = static_cast<double>(pairs_looked_up_), unlike = static_cast<double>(unlike_pairs_) / pairs, expected = 2 * kept * (1 - kept);
    const double margin = 1.96 * std::sqrt(std::max(unlike, 1 / pairs) * (1 - unlike) / pairs);
    const auto relative = [&](double share) { return std::clamp(share / expected, 0.0, 1.0); };
    return {relative(unlike), relative(unlike - margin), relative(unlike + margin)};
}

}  // namespace pgops
