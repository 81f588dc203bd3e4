// What columns use NULL for: booleans with a third state, columns that could be NULL and never are, columns that always are.
#include <algorithm>

#include "core/name_words.hpp"
#include "checks/schema/sampled.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

// What a thing is or may do at any time: there is no "not known yet".
constexpr std::string_view kFlagWords[] = {"is",      "has",      "can",      "should",  "allow",      "allowed",  "use",      "uses",    "enable",
                                           "enabled", "disabled", "active",   "visible", "hidden",     "public",   "private",  "flag",    "default",
                                           "require", "required", "show",     "send",    "deleted",    "archived", "locked",   "blocked", "admin",
                                           "primary", "main",     "internal", "notify",  "subscribed", "featured", "published"};
// What comes out of something that may not have happened yet.
constexpr std::string_view kOutcomeWords[] = {"approved", "accepted", "passed",      "won",       "succeeded", "success",   "successful", "correct",
                                              "valid",    "verified", "confirmed",   "attended",  "consent",   "consented", "agreed",     "answer",
                                              "result",   "outcome",  "response",    "rejected",  "resolved",  "matched",   "positive",   "hired",
                                              "paid",     "returned", "recommended", "satisfied", "helpful",   "smoker",    "married",    "survived"};
constexpr Vocabulary kFlag(kFlagWords), kOutcome(kOutcomeWords);
// What may have gone wrong or come to its end, and has not yet.
constexpr std::string_view kMayHappenWords[] = {"deleted",  "archived",   "cancelled", "canceled",     "revoked", "disabled", "locked",   "expired",
                                                "failed",   "error",      "failure",   "suspended",    "removed", "closed",   "blocked",  "banned",
                                                "rejected", "terminated", "withdrawn", "discontinued", "retired", "ended",    "finished", "completed"};
constexpr Vocabulary kMayHappen(kMayHappenWords);

bool is_judged(const Column& column) {
    return column.statistics.known && !column.not_null && !column.inherited && !column.generated && !column.type->domain_not_null;
}

// NULL beside one truth value only, or in a flag, or in spite of a default: it stands for the other one, or nobody meant it.
bool is_third_state(const Column& column, double nulls) {
    if (nulls <= 0) return false;
    const std::string_view words = column.words;
    if (column.has_default || column.statistics.distinct == 1) return true;
    if (kOutcome.has_any_of(words)) return false;
    return kFlag.has_any_of(words);
}

std::string_view set_not_null(const Column& column, Memory* memory) {
    return concat(memory, "ALTER TABLE ", column.table->quoted, " ALTER COLUMN ", column.quoted, " SET NOT NULL;");
}

// The commands of one column after the other.
template <class Command>
std::string_view for_all(std::span<const Column* const> columns, std::string_view separator, Command command, Memory* memory) {
    std::string_view all;
    for (const Column* const column : columns) all = concat(memory, all, all.empty() ? "" : separator, command(*column));
    return all;
}

void tell_never(Finding& finding, std::span<const Column* const> columns, std::string_view rows, Memory* memory) {
    const Table& table = *columns.front()->table;
    finding.says(columns.size() > 1 ? concat(memory, columns.size(), " columns that never are NULL, ") : "may be NULL and never is, ", rows);
    finding.because(
        "ANALYZE met no NULL in its sample of the rows. If a row without a value makes no sense, NOT NULL says so: it keeps the accident out, spares "
        "every program the case, and the planner proves more with it (anti joins, NOT IN, unique keys). The CHECK is proved without blocking writers, "
        "and NOT NULL then needs no scan.");
    finding.fix(for_all(
                    columns, "\n",
                    [&](const Column& column) {
                        const std::string_view name = concat(memory, "pgops_not_null_", column.number), alter = concat(memory, "ALTER TABLE ", table.quoted);
                        return concat(memory, alter, " ADD CONSTRAINT ", name, " CHECK (", column.quoted, " IS NOT NULL) NOT VALID;\n", alter,
                                      " VALIDATE CONSTRAINT ", name, ";\n", set_not_null(column, memory), "\n", alter, " DROP CONSTRAINT ", name, ";");
                    },
                    memory),
                lock_on(memory, "ACCESS EXCLUSIVE", table));
    finding.undo(for_all(
        columns, "\n", [&](const Column& column) { return concat(memory, "ALTER TABLE ", table.quoted, " ALTER COLUMN ", column.quoted, " DROP NOT NULL;"); },
        memory));
}

void tell_always(Finding& finding, std::span<const Column* const> columns, std::string_view rows, Memory* memory) {
    finding.says(columns.size() > 1 ? concat(memory, columns.size(), " columns always NULL, ") : "always NULL, ", rows);
    finding.evidence("migration", concat(memory, "ALTER TABLE ", columns.front()->table->quoted, " ",
                                         for_all(
                                             columns, ", ", [&](const Column& column) { return concat(memory, "DROP COLUMN ", column.quoted); }, memory),
                                         ";"));
    finding.because(
        "ANALYZE met no value in its sample of the rows: nobody writes it, or the program that is to write it never did. Ask which of the two it is. "
        "A column that nobody needs goes without a rewrite of the table.");
}

// A finding for each column, or one for a table that has many of them: what is true of most columns is said of the table.
template <class Holds, class Tell>
Findings columns_that(const Model& model, Memory* memory, double least_rows, Holds holds, Tell tell) {
    constexpr std::size_t kMany = 8;
    Findings found(memory);
    for_each_sampled(model, found, [&](const Table& table, double rows) {
        if (rows < least_rows) return;
        Vector<const Column*> columns(memory);
        Vector<std::string_view> names(memory);
        for (const Column& column : table.columns) {
            if (!is_judged(column) || !holds(column)) continue;
            columns.push_back(&column);
            names.push_back(column.name);
        }
        const auto add = [&](Finding& finding, std::span<const Column* const> of) {
            tell(finding, of, counted_rows(memory, rows), memory);
            finding.confidence(Confidence::Review).urgency(std::min(1.0, rows / 1e8)).evidence("rows", static_cast<std::int64_t>(rows));
            finding.evidence("null_fraction", static_cast<double>(of.front()->statistics.null_fraction));
        };
        if (columns.size() > kMany) add(found.add(table, Severity::Info).evidence("columns", span_of(names)), span_of(columns));
        else
            for (const Column* const& column : columns) add(found.add(*column, Severity::Info), {&column, 1});
    });
    return found;
}

}  // namespace

Findings nullable_boolean(const Model& model, Memory* memory) {
    Findings found(memory);
    for_each_sampled(model, found, [&](const Table& table, double rows) {
        for (const Column& column : table.columns) {
            const auto nulls = static_cast<double>(column.statistics.null_fraction);
            if (!is_judged(column) || column.base->id != type_id::kBool || nulls >= 1 || !is_third_state(column, nulls)) continue;
            Finding& finding = found.add(column, severity_of_taste(model, table)).confidence(Confidence::Review).urgency(nulls);
            finding.says("boolean with a third state, ", percent(nulls), " % NULL")
                .evidence("null_fraction", nulls)
                .evidence("rows", static_cast<std::int64_t>(rows));
            finding.evidence("truth_values", static_cast<std::int64_t>(column.statistics.distinct)).evidence("has_default", column.has_default);
            finding.evidence("migration",
                             concat(memory, "ALTER TABLE ", table.quoted, " ALTER COLUMN ", column.quoted, " SET DEFAULT false;\nUPDATE ", table.quoted,
                                    " SET ", column.quoted, " = false WHERE ", column.quoted, " IS NULL;\n", set_not_null(column, memory)));
            finding.because(
                "Neither `WHERE flag` nor `WHERE NOT flag` finds a row whose flag is NULL, and both sides of a count leave it out. ",
                column.statistics.distinct == 1 ? "Only one truth value occurs beside NULL: NULL stands for the other one. " : "",
                "Say what NULL means: if it is false, write false and set NOT NULL; if it is a state of its own, a column of three named states says so.");
        }
    });
    return found;
}

Findings never_null_column(const Model& model, Memory* memory) {
    constexpr double kManyRows = 1000;
    return columns_that(
        model, memory, kManyRows, [](const Column& column) { return column.statistics.null_fraction <= 0; }, tell_never);
}

Findings all_null_column(const Model& model, Memory* memory) {
    const auto is_always_null = [&](const Column& column) { return column.statistics.null_fraction >= 1 && !kMayHappen.has_any_of(column.words); };
    return columns_that(model, memory, kFewRows, is_always_null, tell_always);
}

}  // namespace pgops
