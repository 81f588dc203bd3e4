// Amounts of money in floating point, which cannot say 0.10.
#include "checks/schema/identifier_names.hpp"
#include "checks/schema/sampled.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

constexpr std::string_view kCurrencyWords[] = {"currency", "ccy"};
constexpr Vocabulary kCurrency(kCurrencyWords);

bool is_float(const Column& column) { return column.base->id == type_id::kFloat4 || column.base->id == type_id::kFloat8; }

bool has_currency_beside(const Table& table) {
    for (const Column& column : table.columns)
        if (kCurrency.has_any_of(column.words)) return true;
    return false;
}

// A name that is money beyond doubt, unless the values have more decimals than money; one that may be money, if the values or a
// currency beside them say so as well.
bool is_money(const Model& model, const Column& column) {
    constexpr double kNearlyAll = 0.95, kFew = 0.5;
    const std::string_view words = column.words;
    if (!may_name_money(words)) return false;
    const ValueProfile* const profile = column.statistics.known ? &model.profile_of(column) : nullptr;
    const bool has_values = profile != nullptr && profile->values > 1 && profile->of_numbers() > 0;
    if (names_money(words)) return !has_values || profile->two_decimals >= kFew;
    return has_currency_beside(*column.table) && (!has_values || (profile->two_decimals >= kNearlyAll && profile->has_decimals));
}

}  // namespace

Findings float_for_money(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const Table& table : model.tables()) {
        if (!is_judged_for_design(table)) continue;
        for (const Column& column : table.columns) {
            if (!is_float(column) || column.inherited || !is_money(model, column)) continue;
            Finding& finding = found.add(column, severity_of_design(model, table)).confidence(Confidence::Review);
            finding.says(column.base->id == type_id::kFloat4 ? "real holds money" : "double precision holds money").evidence("type", column.type->name);
            if (column.statistics.known && model.profile_of(column).values > 1)
                finding.evidence("share_with_two_decimals", model.profile_of(column).two_decimals);
            finding.because("Binary fractions have no exact 0.10: sums drift by cents with the order of the rows, and 0.1 + 0.2 is not 0.3. ",
                            column.base->id == type_id::kFloat4 ? "real keeps six digits only: 123,456.78 is not among its numbers. " : "",
                            "numeric is exact; whole cents in bigint are exact and small. The fix reads what is stored as the shortest decimal that means it.");
            if (type_can_be_altered(model, column))
                finding.fix(
                    concat(memory, "ALTER TABLE ", table.quoted, " ALTER COLUMN ", column.quoted, " TYPE numeric USING ", column.quoted, "::text::numeric;"),
                    lock_on(memory, "ACCESS EXCLUSIVE", table));
        }
    }
    return found;
}

}  // namespace pgops
