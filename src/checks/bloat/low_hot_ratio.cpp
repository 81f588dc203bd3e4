// Tables whose updates make new index entries although they need not: an index on what changes, or pages without room.
#include <algorithm>

#include "checks/bloat/changing_columns.hpp"
#include "checks/bloat/hot_updates.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

constexpr std::int32_t kLeastFillfactor = 70, kFillfactorStep = 10;

enum class Fault : std::uint8_t { Space, Index, Unknown };

// Indexes that an update of a row's data can touch: those over more than the primary key's columns.
struct Suspects {
    explicit Suspects(Memory* memory) : likely(memory), others(memory) {}
    Vector<std::string_view> likely, others;
};

bool has(std::span<const std::int16_t> columns, std::int16_t number) { return std::ranges::find(columns, number) != columns.end(); }

Suspects suspects_of(const Table& table, Memory* memory) {
    Suspects suspects(memory);
    const Constraint* const primary_key = table.primary_key();
    const auto may_change = [&](std::int16_t number) { return number > 0 && (primary_key == nullptr || !has(primary_key->columns, number)); };
    const auto likely_changes = [&](std::int16_t number) {
        const Column* const column = table.column(number);
        return may_change(number) && column != nullptr && is_likely_to_change(*column);
    };
    for (const Index& index : table.indexes) {
        if (!can_prevent_hot(index) || !uses_column(index, may_change)) continue;
        (uses_column(index, likely_changes) ? suspects.likely : suspects.others).push_back(index.name);
    }
    return suspects;
}

// An update that stayed on its page and was not HOT has changed an indexed column; one that left it found no room, or both.
Fault fault_of(const TableCounters& counters, const Suspects& suspects) {
    if (suspects.likely.empty() && suspects.others.empty()) return Fault::Space;
    if (!counters.updated_to_new_page) return suspects.likely.empty() ? Fault::Unknown : Fault::Index;
    const std::int64_t not_hot = counters.updated - counters.hot_updated;
    return 2 * *counters.updated_to_new_page >= not_hot ? Fault::Space : Fault::Index;
}

std::string_view list(std::span<const std::string_view> names, Memory* memory) {
    std::string_view text;
    for (const std::string_view name : names) text = concat(memory, text, text.empty() ? "" : ", ", name);
    return text;
}

void advise_fillfactor(Finding& finding, const Table& table, Memory* memory) {
    const std::int32_t roomier = table.fillfactor - kFillfactorStep;
    if (roomier < kLeastFillfactor) return;
    finding.fix(concat(memory, "ALTER TABLE ", table.quoted, " SET (fillfactor = ", roomier, ");"), lock_on(memory, "SHARE UPDATE EXCLUSIVE", table));
    finding.undo(table.fillfactor == 100 ? concat(memory, "ALTER TABLE ", table.quoted, " RESET (fillfactor);")
                                         : concat(memory, "ALTER TABLE ", table.quoted, " SET (fillfactor = ", table.fillfactor, ");"));
}

std::string_view advice(Fault fault, const Suspects& suspects, const Table& table, Memory* memory) {
    const std::string_view room =
        table.fillfactor - kFillfactorStep < kLeastFillfactor
            ? "Its fillfactor is low already: what fills the pages is dead versions that VACUUM or an old transaction leaves there, or rows that grow."
            : "A lower fillfactor leaves room on pages that are filled from now on; VACUUM FULL applies it to those that are there.";
    switch (fault) {
        case Fault::Space: return concat(memory, "Most of them found no room on the page of the old version. ", room);
        case Fault::Index:
            return suspects.likely.empty() ? concat(memory, "Most of them changed a column of one of these indexes: ", list(span_of(suspects.others), memory),
                                                    ". Ask whether queries need those that cover what changes most.")
                                           : concat(memory, "By their names, columns of these indexes change often: ", list(span_of(suspects.likely), memory),
                                                    ". Ask whether queries need them, or would do with a partial index that leaves the changing column out.");
        case Fault::Unknown: break;
    }
    return concat(memory, "Either the updates change a column of one of these indexes: ", list(span_of(suspects.others), memory),
                  ", or they find no room on the page of the old version. ", room);
}

}  // namespace

Findings low_hot_ratio(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables()) {
        if (!lacks_hot_updates(model, table)) continue;
        const TableCounters& counters = table.counters;
        const double share = hot_percent(counters);
        const Suspects suspects = suspects_of(table, memory);
        const Fault fault = fault_of(counters, suspects);
        Finding& finding = found.add(table, Severity::Low).urgency(1 - share / 100);
        finding.says("only ", decimal(share, 0), " % of ", grouped(counters.updated), " updates HOT");
        finding.confidence(fault == Fault::Space ? Confidence::Estimated : Confidence::Review);
        finding.evidence("updates", counters.updated).evidence("hot_updates", counters.hot_updated).evidence("hot_percent", share);
        if (counters.updated_to_new_page) finding.evidence("updates_to_new_page", *counters.updated_to_new_page);
        finding.evidence("fillfactor", table.fillfactor);
        finding.evidence("at_fault", fault == Fault::Space ? "page space" : fault == Fault::Index ? "index" : "unknown");
        finding.evidence("likely_indexes", span_of(suspects.likely)).evidence("other_indexes", span_of(suspects.others));
        finding.because(
            "An update that changes no indexed column and finds room on its row's page is HOT: it makes no index entry, and needs no VACUUM to be "
            "cleaned up. The others write into every index of the table and bloat it. ",
            advice(fault, suspects, table, memory));
        if (fault == Fault::Space) advise_fillfactor(finding, table, memory);
    }
    return found;
}

}  // namespace pgops
