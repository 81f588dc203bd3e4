// A foreign key whose column is of another type than the column it points to.
#include <algorithm>
#include <array>

#include "checks/schema/judgement.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

constexpr std::int64_t kRewriteLimit = kGigabyte;  // above it a rewrite under ACCESS EXCLUSIVE is no careful DBA's way

struct Mismatch {
    const Column* from = nullptr;
    const Column* to = nullptr;
};

// Greatest value; 0 for what is no integer.
double highest_of(const Type& type) {
    switch (type.id) {
        case type_id::kInt2: return 32767;
        case type_id::kInt4: return 2147483647;
        case type_id::kInt8: return 9223372036854775807.0;
        default: return 0;
    }
}

bool is_narrower(const Mismatch& pair) { return highest_of(*pair.from->base) > 0 && highest_of(*pair.from->base) < highest_of(*pair.to->base); }

Vector<Mismatch> mismatches_of(const Constraint& foreign_key, Memory* memory) {
    Vector<Mismatch> pairs(memory);
    for (std::size_t i = 0; i < foreign_key.columns.size() && i < foreign_key.referenced_columns.size(); ++i) {
        const Mismatch pair{foreign_key.table->column(foreign_key.columns[i]), foreign_key.referenced->column(foreign_key.referenced_columns[i])};
        if (pair.from != nullptr && pair.to != nullptr && pair.from->base->id != pair.to->base->id) pairs.push_back(pair);
    }
    return pairs;
}

// How much of what the column can hold the rows of the other table take up, in percent.
double used_percent(const Mismatch& pair) { return 100.0 * std::max(0.0, pair.to->table->estimated_rows().value_or(0)) / highest_of(*pair.from->base); }

Severity severity_of(const Vector<Mismatch>& pairs) {
    Severity worst = Severity::Info;
    for (const Mismatch& pair : pairs) {
        if (!is_narrower(pair)) continue;
        const double used = used_percent(pair);
        worst = std::min(worst, used >= 50 ? Severity::High : used >= 10 ? Severity::Medium : Severity::Low);
    }
    return worst;
}

// Widening alone is safe, and only where the column stands for itself.
std::string_view widen(const Model& model, const Vector<Mismatch>& pairs, Memory* memory) {
    std::string_view changes;
    for (const Mismatch& pair : pairs) {
        const Table& table = *pair.from->table;
        const bool is_target = std::ranges::any_of(table.referenced_by, [&](const Constraint* constraint) {
            return std::ranges::find(constraint->referenced_columns, pair.from->number) != constraint->referenced_columns.end();
        });
        if (!is_narrower(pair) || is_target || !is_plain(*pair.from) || model.total_bytes(table) > kRewriteLimit) return {};
        if (model.server().column_has_dependents(table.id, pair.from->number)) return {};
        changes = concat(memory, changes, changes.empty() ? "" : ", ", "ALTER COLUMN ", pair.from->quoted, " TYPE ", pair.to->base->name);
    }
    return concat(memory, "ALTER TABLE ", pairs.front().from->table->quoted, " ", changes, ";");
}

void describe(const Model& model, Findings& found, const Constraint& foreign_key, const Vector<Mismatch>& pairs, Memory* memory) {
    Vector<std::int16_t> columns(memory);
    Vector<std::string_view> types(memory);
    for (const Mismatch& pair : pairs) {
        columns.push_back(pair.from->number);
        types.push_back(concat(memory, pair.from->base->name, " -> ", pair.to->base->name));
    }
    const Table& table = *foreign_key.table;
    const Mismatch& first = pairs.front();
    Finding& finding = found.add(table, span_of(columns), severity_of(pairs)).says(first.from->base->name, " refers to ", first.to->base->name);
    finding.evidence("constraint", foreign_key.name).evidence("referenced", foreign_key.referenced->quoted).evidence("types", span_of(types));
    if (!is_narrower(first)) {
        finding.because(
            "Every check and every join converts one side, and a join cannot always use the index of the other. Both columns should be of one type: ",
            "the type of the key that is pointed to, unless that one is too narrow.");
        return;
    }
    finding.evidence("rows_referenced", std::max(std::int64_t{0}, static_cast<std::int64_t>(first.to->table->estimated_rows().value_or(0))));
    finding.evidence("used_percent", used_percent(first)).urgency(std::min(1.0, used_percent(first) / 100.0));
    finding.because("The column ends at ", grouped(static_cast<std::int64_t>(highest_of(*first.from->base))), ", the key that it points to does not: rows of ",
                    foreign_key.referenced->quoted, " above that cannot be referred to, and inserts here fail. The type of the key has to be the type here.");
    const std::string_view commands = widen(model, pairs, memory);
    if (commands.empty()) return;
    finding.fix(commands,
                concat(memory, lock_on(memory, "ACCESS EXCLUSIVE", table), " while it is rewritten, SHARE ROW EXCLUSIVE on ", foreign_key.referenced->quoted));
}

}  // namespace

Findings fk_type_mismatch(const Model& model, Memory* memory) {
    Findings found(memory);
    FlatSet<std::string_view> named(memory);
    for (const Table& table : model.tables()) {
        if (!is_judged_for_design(table)) continue;
        named.clear();
        for (const Constraint& foreign_key : table.constraints) {
            if (foreign_key.kind != ConstraintKind::ForeignKey || foreign_key.of_parent || foreign_key.referenced == nullptr) continue;
            const Vector<Mismatch> pairs = mismatches_of(foreign_key, memory);
            if (pairs.empty()) continue;
            std::string_view columns;
            for (const Mismatch& pair : pairs) columns = concat(memory, columns, pair.from->quoted, ",");
            if (named.insert(columns).second) describe(model, found, foreign_key, pairs, memory);
        }
    }
    return found;
}

}  // namespace pgops
