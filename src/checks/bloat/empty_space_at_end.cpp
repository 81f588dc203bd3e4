// Tables that end in pages without rows: VACUUM cuts them off, unless it did not get the lock, or a row that came last keeps it.
#include <algorithm>

#include "checks/bloat/allowance.hpp"
#include "checks/bloat/rebuild.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

constexpr std::int64_t kPage = 8192;
// VACUUM itself does not try for less of a large table (REL_TRUNCATE_FRACTION in vacuumlazy.c).
constexpr std::int64_t kLeastPart = 16;
// What a look at one table reads at most: leaves of the free space map, which speak of 32 MB each, and some pages of its own.
std::int64_t most_pages(const Table& table) {
    constexpr std::int64_t kLeaf = 32 * kMegabyte, kMostLeaves = 256, kOwnPages = 80;
    return kOwnPages + std::min(kMostLeaves, table.size_bytes.value_or(0) / kLeaf + 2);
}

class TailJudge {
 public:
    TailJudge(const Model& model, Memory* memory) : model_(model), memory_(memory), found_(memory) {}

    void judge(const Table& table) {
        const TailSpace tail = model_.server().tail_space(table.id);
        if (!tail.obstacle.empty()) {
            left_out_.unreadable(tail.obstacle);
            return;
        }
        if (is_worth_it(tail.cuttable_pages, tail)) tell_cuttable(table, tail);
        else if (tail.straggler_pages > 0 && is_worth_it(tail.tail_pages, tail)) tell_held(table, tail);
    }
    void leave_out() { left_out_.over_budget(); }

    Findings result() {
        left_out_.tell(found_);
        return std::move(found_);
    }

 private:
    bool is_worth_it(std::int64_t pages, const TailSpace& tail) const {
        return pages > 0 && pages * kPage >= model_.settings().bytes(Setting::BloatBytes) && pages >= tail.table_pages / kLeastPart;
    }

    Finding& tell(const Table& table, const TailSpace& tail, std::int64_t pages) {
        const std::int64_t bytes = pages * kPage, size = tail.table_pages * kPage;
        Finding& finding = found_.add(table, Severity::Low).gives_back(bytes).confidence(Confidence::Estimated);
        finding.says(human_bytes(bytes), " free at the end, ", decimal(100.0 * static_cast<double>(bytes) / static_cast<double>(size), 0), " % of ",
                     human_bytes(size));
        return finding.evidence("tail_bytes", bytes).evidence("size_bytes", size).evidence("pages_read", tail.pages_read);
    }

    void tell_cuttable(const Table& table, const TailSpace& tail) {
        Finding& finding = tell(table, tail, tail.cuttable_pages).evidence("straggler_pages", 0);
        finding.because(
            "No row lies on these pages any more. VACUUM gives them back to the operating system, but needs the table for itself for that moment; autovacuum "
            "lets it be when somebody is in the way, and does not try where vacuum_truncate is off. Standbys replay the lock, too: queries there may be "
            "cancelled.");
        finding.fix(concat(memory_, "VACUUM (TRUNCATE) ", table.quoted, ";"),
                    concat(memory_, lock_on(memory_, "ACCESS EXCLUSIVE", table), ", for the moment of cutting"));
    }

    void tell_held(const Table& table, const TailSpace& tail) {
        const Bloat bloat{.size_bytes = tail.table_pages * kPage, .bytes = tail.tail_pages * kPage};
        Finding& finding = tell(table, tail, tail.tail_pages).evidence("straggler_pages", tail.straggler_pages).evidence("straggler_rows", tail.straggler_rows);
        finding.evidence("cuttable_bytes", tail.cuttable_pages * kPage);
        finding.because("VACUUM can cut off only what lies behind the last row, and ", tail.straggler_rows, plural(tail.straggler_rows, " row", " rows"),
                        " on ", tail.straggler_pages, plural(tail.straggler_pages, " page", " pages"), " came last. ",
                        rebuild_advice(model_, table, bloat, memory_));
        finding.fix(rebuild_table(memory_, table), rebuild_lock(memory_, table));
    }

    const Model& model_;
    Memory* memory_;
    Findings found_;
    LeftOut left_out_{{"table", "tables"}, "not looked at"};
};

}  // namespace

Findings empty_space_at_end(const Model& model, Memory* memory) {
    const Settings& settings = model.settings();
    const std::int64_t floor = std::max(settings.bytes(Setting::BloatBytes), settings.bytes(Setting::MinRelationSize));
    Vector<const Table*> tables(memory);
    for (const Table& table : model.tables())
        if (table.has_storage() && table.size_bytes.value_or(0) > 0 && table.size_bytes.value_or(0) >= floor) tables.push_back(&table);
    std::ranges::sort(tables,
                      [](const Table* a, const Table* b) { return *a->size_bytes != *b->size_bytes ? *a->size_bytes > *b->size_bytes : a->id < b->id; });
    const PageAllowance allowance(model, 0.5);  // indexes come later
    TailJudge judge(model, memory);
    for (const Table* const table : tables) {
        model.server().poll();
        if (allowance.pages() >= most_pages(*table)) judge.judge(*table);
        else judge.leave_out();
    }
    return judge.result();
}

}  // namespace pgops
