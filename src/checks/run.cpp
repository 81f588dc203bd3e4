#include "checks/run.hpp"

#include <algorithm>
#include <array>
#include <new>

#include "checks/place.hpp"

namespace pgops {

namespace {

bool names(std::string_view name, const Check& check) { return name == check.id || name == name_of(check.area); }

bool in_list(std::string_view list, const Check& check) {
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        std::string_view name = list.substr(0, comma);
        list.remove_prefix(std::min(comma + 1, list.size()));
        while (name.starts_with(' ')) name.remove_prefix(1);
        while (name.ends_with(' ')) name.remove_suffix(1);
        if (names(name, check)) return true;
    }
    return false;
}

// Out of memory must be told without asking for memory.
CheckStatus run_one(const Model& model, const Check& check, Memory* memory, Vector<Findings>& kept) {
    CheckStatus status{.check = &check};
    const Microseconds started = model.server().clock();
    try {
        kept.push_back(run_by_thresholds(model, check, memory));
        status.found = &kept.back();  // stays there: run_checks reserved a place for every check
        status.reason = status.found->left_out();
        for (const Finding& finding : status.found->rows()) status.muted += mute_of(model.own(), model.now(), check, finding) != nullptr ? 1 : 0;
        if (status.reported() > 0) status.state = CheckState::Found;
        else if (!status.reason.empty()) status.state = CheckState::Skipped;
    } catch (const std::bad_alloc&) {
        status.state = CheckState::Failed;
        status.reason = "out of memory";
    } catch (const ServerError& error) {
        status.state = CheckState::Failed;
        status.reason = concat(memory, error.sqlstate(), " ", error.what());
    } catch (const std::exception& error) {
        status.state = CheckState::Failed;
        status.reason = concat(memory, "internal error: ", error.what());
    } catch (const Interrupted&) {
        throw;
    } catch (...) {
        status.state = CheckState::Failed;
        status.reason = "internal error: an exception of unknown type";
    }
    status.elapsed = model.server().clock() - started;
    return status;
}

bool is_more_urgent(const Reported& a, const Reported& b) {
    if (a.priority != b.priority) return a.priority < b.priority;
    const std::int64_t impact_a = a.finding->impact_bytes().value_or(0), impact_b = b.finding->impact_bytes().value_or(0);
    return impact_a != impact_b ? impact_a > impact_b : a.key < b.key;
}

}  // namespace

std::string_view name_of(CheckState state) {
    constexpr std::array<std::string_view, 4> kNames{"ok", "found", "skipped", "failed"};
    return kNames[static_cast<std::size_t>(state)];
}

bool Selection::includes(const Check& check) const {
    // Who names a check wants it, disabled or not.
    if (!names.empty()) return std::ranges::any_of(names, [&](std::string_view name) { return pgops::names(name, check); });
    return !in_list(disabled, check);
}

void run_checks(const Model& model, std::span<const Check> checks, const Selection& selection, Memory* memory, Run& run) {
    const Microseconds budget = model.settings().duration(Setting::TimeBudget);
    const Microseconds started = model.now();  // reading the catalogs counts, too
    run.kept.reserve(checks.size());
    run.status.reserve(checks.size());
    for (const Check& check : checks) {
        if (!selection.includes(check)) {
            if (selection.names.empty()) run.status.push_back({.check = &check, .state = CheckState::Skipped, .reason = "disabled by pgops.disabled_checks"});
            continue;
        }
        model.server().poll();
        if (budget > 0 && model.server().clock() - started > budget) {
            run.status.push_back({.check = &check, .state = CheckState::Skipped, .reason = "pgops.time_budget was spent"});
            continue;
        }
        model.server().begins_check(check.id, static_cast<std::size_t>(&check - checks.data()) + 1, checks.size());
        run.status.push_back(run_one(model, check, memory, run.kept));
    }
    for (const CheckStatus& status : run.status) {
        if (status.found == nullptr) continue;
        for (const Finding& finding : status.found->rows()) {
            model.server().poll();
            const Mute* const mute = status.muted > 0 ? mute_of(model.own(), model.now(), *status.check, finding) : nullptr;
            (mute == nullptr ? run.reported : run.muted).push_back({status.check, &finding, finding.key(status.check->id), finding.priority(), mute});
        }
    }
    polled_sort(model.server(), run.reported, is_more_urgent);
    polled_sort(model.server(), run.muted, is_more_urgent);
}

std::array<AreaSummary, kAreaCount> summarize(const Run& run) {
    std::array<AreaSummary, kAreaCount> areas{};
    for (std::size_t i = 0; i < kAreaCount; ++i) areas[i].area = static_cast<Area>(i);
    for (const CheckStatus& status : run.status) {
        AreaSummary& area = areas[static_cast<std::size_t>(status.check->area)];
        switch (status.state) {
            case CheckState::Ok: ++area.passed; break;
            case CheckState::Found: ++area.found; break;
            case CheckState::Skipped: ++area.skipped; break;
            case CheckState::Failed: ++area.failed; break;
        }
        if (status.state == CheckState::Found && !status.reason.empty()) ++area.incomplete;
        area.muted += status.muted;
    }
    for (const Reported& reported : run.reported) {
        AreaSummary& area = areas[static_cast<std::size_t>(reported.check->area)];
        const Severity severity = reported.finding->severity();
        ++area.by_severity[static_cast<std::size_t>(severity)];
        if (!area.worst || severity < *area.worst) area.worst = severity;
    }
    return areas;
}

}  // namespace pgops
