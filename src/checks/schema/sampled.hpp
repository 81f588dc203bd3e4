// Tables whose contents are judged by what ANALYZE saw of them: which those are, and how their values come into a finding.
#pragma once

#include "checks/schema/judgement.hpp"

namespace pgops {

// Fewer rows prove nothing about the values that a column is to hold.
constexpr double kFewRows = 100;

// The rows of a table that is judged by its statistics; nothing for one that is not: too small, a partition, a foreign table, or
// without statistics, which `never_analyzed` counts when there are rows.
std::optional<double> rows_of_sampled(const Table& table, std::int64_t& never_analyzed);

void tell_never_analyzed(Findings& found, std::int64_t tables);

// Calls visit(table, rows) for each.
template <class Visit>
void for_each_sampled(const Model& model, Findings& found, Visit visit) {
    std::int64_t never_analyzed = 0;
    for (const Table& table : model.tables())
        if (const std::optional<double> rows = rows_of_sampled(table, never_analyzed)) visit(table, *rows);
    tell_never_analyzed(found, never_analyzed);
}

// Rows in which the column is not null.
inline double rows_with_value(const Column& column, double rows) { return rows * (1 - static_cast<double>(column.statistics.null_fraction)); }
// How many different values the whole table has.
double distinct_values(const Column& column, double rows);

// What the values are: "97 % integers", ... (those that occur), for everybody.
void tell_classes(Finding& finding, const ValueProfile& profile, Memory* memory);

// Some of the values, for those who may see them.
void tell_examples(Finding& finding, const Model& model, const Column& column, Memory* memory);
// The same with values that the check chose.
void tell_examples(Finding& finding, const Model& model, const Column& column, std::span<const std::string_view> examples, Memory* memory);

// "97", or "99.8" where a whole number would be 100 and is not.
ShortText percent(double share);

// By the volume of the table, from info to medium.
Severity severity_of_taste(const Model& model, const Table& table);

}  // namespace pgops
