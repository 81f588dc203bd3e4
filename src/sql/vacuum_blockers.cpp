// pgops.vacuum_blockers() and pgops.vacuum_what_if().
#include <algorithm>

#include "pg/door.hpp"
#include "pg/memory.hpp"
#include "pg/settings.hpp"
#include "pg/sink.hpp"
#include "sql/vacuum_run.hpp"

namespace pgops {

namespace {

class BlockerReport {
 public:
    BlockerReport(FunctionCallInfo fcinfo, ContextMemory& memory)
        : memory_(memory),
          settings_(current_settings()),
          picture_(read_vacuum_picture(&memory, reads_pages() ? RelationScope::All : RelationScope::Notable)),
          blockers_(find_blockers(picture_, &memory)),
          is_root_(blockers_.size(), false, &memory),
          unread_(&memory),
          sink_(fcinfo) {
        for (const Blocker& blocker : blockers_)
            if (blocker.root) is_root_[*blocker.root] = true;
    }

    void run() {
        if (reads_pages()) attribute();
        auto& order = make_in<Vector<std::size_t>>(&memory_, &memory_);
        for (std::size_t i = 0; i < blockers_.size(); ++i) order.push_back(i);
        std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
            const Blocker &one = blockers_[a], &other = blockers_[b];
            if (one.severity != other.severity) return one.severity < other.severity;
            if (one.root.has_value() != other.root.has_value()) return other.root.has_value();
            return one.age.value_or(0) > other.age.value_or(0);
        });
        for (const std::size_t place : order) put(place);
    }

 private:
    bool reads_pages() const { return settings_.value(Setting::VacuumPages) > 0; }

    // The blocker alone, or with all that inherited its horizon.
    std::span<const std::size_t> alone_of(std::size_t place) { return {&make_in<std::size_t>(&memory_, place), 1}; }
    std::span<const std::size_t> with_heirs(std::size_t place) {
        if (!is_root(place)) return alone_of(place);
        auto& places = make_in<Vector<std::size_t>>(&memory_, &memory_);
        places.push_back(place);
        for (std::size_t i = 0; i < blockers_.size(); ++i)
            if (blockers_[i].root == place) places.push_back(i);
        return span_of(places);
    }
    // Failures that pages have shown come later, and have no heirs.
    bool is_root(std::size_t place) const { return place < is_root_.size() && is_root_[place]; }

    void attribute() {
        auto& limits = make_in<Vector<FullXid>>(&memory_, &memory_);
        for (std::size_t i = 0; i < blockers_.size(); ++i) {
            if (!blockers_[i].holds_horizon() && !blockers_[i].frees_removable) continue;
            const std::span<const std::size_t> alone = alone_of(i), all = with_heirs(i);
            WhatIf(picture_, blockers_, alone, &memory_).add_limits(limits);
            if (all.size() > 1) WhatIf(picture_, blockers_, all, &memory_).add_limits(limits);
        }
        WhatIf(picture_, blockers_, {}, &memory_).add_limits(limits);
        const Microseconds budget = settings_.duration(Setting::TimeBudget);
        attribution_ = &read_attribution(
            picture_, ordered_limits(limits),
            {.most_pages = settings_.value(Setting::VacuumPages), .deadline = budget > 0 ? picture_.now + budget : kUnknownTime, .look_for_failures = true},
            &memory_);
        add_measured(picture_, *attribution_, blockers_, &memory_);
        list_unread();
    }

    void list_unread() {
        constexpr std::size_t kMost = 20;
        for (const DeadRows& rows : attribution_->rows) {
            const VacuumRelation* const relation = picture_.relation(rows.relation);
            if (rows.obstacle.empty() || relation == nullptr || unread_.size() == kMost) continue;
            unread_.push_back(concat(&memory_, relation->qualified, ": ", rows.obstacle));
        }
    }

    FreedInAll figures(Blocker& blocker, std::span<const std::size_t> gone) {
        const bool about_rows = blocker.holds_horizon() || blocker.frees_removable;
        if (!about_rows || attribution_ == nullptr) return {};
        return freed_in_all(WhatIf(picture_, blockers_, gone, &memory_), *attribution_);
    }

    std::string_view why_no_figures(const Blocker& blocker) const {
        if (blocker.kind == BlockerKind::TempTable || blocker.kind == BlockerKind::OrphanedTempTable) return "another session's temporary table cannot be read";
        if (!blocker.holds_horizon() && !blocker.frees_removable) return "it keeps rows from being frozen, not from being removed";
        return "pgops.vacuum_pages is 0";
    }

    void put(std::size_t place) {
        Blocker& blocker = blockers_[place];
        const FreedInAll alone = figures(blocker, alone_of(place)), all = is_root(place) ? figures(blocker, with_heirs(place)) : alone;
        if (!alone.known) blocker.note("figures", why_no_figures(blocker));
        if (all.sampled) {
            blocker.note("sampled", true);
            blocker.note("freed_rows_with_heirs_low", all.low);
            blocker.note("freed_rows_with_heirs_high", all.high);
        }
        if (alone.known && !unread_.empty()) blocker.note("not_read", span_of(unread_));
        std::string_view scopes[kScopes];
        std::size_t count = 0;
        for (std::size_t scope = 0; scope < kScopes; ++scope)
            if (blocker.has_scope(static_cast<Scope>(scope))) scopes[count++] = name_of(static_cast<Scope>(scope));
        sink_.text(blocker.id).text(name_of(blocker.kind)).text(name_of(blocker.severity)).texts({scopes, count});
        if (blocker.pid != 0) sink_.integer(blocker.pid);
        else sink_.null();
        sink_.text_or_null(blocker.database).text_or_null(blocker.user).text_or_null(blocker.application).text_or_null(blocker.client);
        sink_.text_or_null(blocker.state).text_or_null(blocker.slot).text_or_null(blocker.gid).object_id(blocker.relation).time(blocker.held_since);
        sink_.bigint(blocker.age).text_or_null(blocker.root ? blockers_[*blocker.root].id : std::string_view());
        put_figures(alone);
        put_figures(all);
        sink_.text(blocker.summary).text(blocker.remedy).json(span_of(blocker.evidence)).row();
    }

    void put_figures(const FreedInAll& freed) {
        if (freed.known) sink_.bigint(freed.what.rows).bigint(freed.what.bytes);
        else sink_.null().null();
    }

    ContextMemory& memory_;
    const Settings settings_;
    const VacuumPicture& picture_;
    Vector<Blocker>& blockers_;
    Vector<bool> is_root_;
    const Attribution* attribution_ = nullptr;
    Vector<std::string_view> unread_;
    Sink sink_;
};

// Failures that only pages show are taken at their word: to find them again would take reading all of them twice.
void find_named_failures(const VacuumPicture& picture, Vector<Blocker>& blockers, std::string_view id, Memory* memory) {
    for (const BlockerKind kind : {BlockerKind::VacuumErrorIndex, BlockerKind::VacuumErrorXminBeforeRelfrozenxid, BlockerKind::MaintenanceWorkMemMultipass}) {
        const std::string_view prefix = concat(memory, "relation:", name_of(kind), ":");
        if (!id.starts_with(prefix)) continue;
        const auto relation = std::ranges::find(picture.relations, id.substr(prefix.size()), &VacuumRelation::qualified);
        if (relation == picture.relations.end()) continue;
        Blocker& blocker = blockers.emplace_back(memory, kind);
        blocker.id = id;
        blocker.relation = relation->id;
        blocker.frees_removable = kind == BlockerKind::VacuumErrorIndex;
    }
}

// The places of the blockers that the caller names.
std::span<const std::size_t> places_of(ArrayType* array, const VacuumPicture& picture, Vector<Blocker>& blockers, Memory* memory) {
    Datum* elements = nullptr;
    bool* nulls = nullptr;
    int count = 0;
    deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &elements, &nulls, &count);
    auto& places = make_in<Vector<std::size_t>>(memory, memory);
    for (int i = 0; i < count; ++i) {
        if (nulls[i]) throw BadInput("a blocker's id is null", "Pass values of pgops.vacuum_blockers.blocker_id.");
        const std::string_view id = copy_text(memory, TextDatumGetCString(elements[i]));
        find_named_failures(picture, blockers, id, memory);
        const auto found = std::ranges::find(blockers, id, &Blocker::id);
        if (found == blockers.end())
            throw BadInput(concat(memory, "there is no blocker \"", id, "\" (any more)"), "SELECT blocker_id FROM pgops.vacuum_blockers lists them.");
        places.push_back(static_cast<std::size_t>(found - blockers.begin()));
    }
    return span_of(places);
}

Datum report_what_if(FunctionCallInfo fcinfo) {
    ContextMemory& memory = begin_run_memory();
    const VacuumPicture& picture = read_vacuum_picture(&memory);
    Vector<Blocker>& blockers = find_blockers(picture, &memory);
    const std::span<const std::size_t> places = places_of(PG_GETARG_ARRAYTYPE_P(0), picture, blockers, &memory);
    const WhatIf& question = make_in<WhatIf>(&memory, picture, blockers, places, &memory);
    auto& limits = make_in<Vector<FullXid>>(&memory, &memory);
    question.add_limits(limits);
    Attribution& attribution = read_attribution(picture, ordered_limits(limits), {}, &memory);
    Sink sink(fcinfo);
    for (const DeadRows& rows : attribution.rows) {
        const Freed freed = question.of(rows);
        if (freed.what && freed.what->rows == 0 && freed.exact) continue;
        sink.object_id(freed.relation);
        if (freed.what) sink.bigint(freed.what->rows).bigint(freed.what->bytes);
        else sink.null().null();
        sink.boolean(freed.exact).text_or_null(freed.reason).row();
    }
    end_run_memory(memory);
    return static_cast<Datum>(0);
}

}  // namespace

PGOPS_FUNCTION(pgops_vacuum_blockers) {
    return door(fcinfo, [](FunctionCallInfo call) {
        ContextMemory& memory = begin_run_memory();
        make_in<BlockerReport>(&memory, call, memory).run();
        end_run_memory(memory);
        return static_cast<Datum>(0);
    });
}
PGOPS_FUNCTION(pgops_vacuum_what_if) { return door(fcinfo, report_what_if); }

}  // namespace pgops
