// Text columns that hold values of several types, so that no type, constraint or index fits them.
#include "checks/schema/identifier_names.hpp"
#include "checks/schema/sampled.hpp"
#include "checks/schema/value_kinds.hpp"
#include "core/scratch_memory.hpp"
#include "core/text_scanner.hpp"

namespace pgops {

namespace {

constexpr double kEnough = 0.5;
constexpr int kFewValues = 8;

constexpr std::string_view kAnyValueWords[] = {"value", "val", "data", "content", "setting", "answer", "result", "response", "payload", "field"};
constexpr Vocabulary kAnyValue(kAnyValueWords);

// Numbers and words in one column: codes, sizes and house numbers, unless its name says that anything may be in it.
bool holds_numbers_and_texts(const ValueProfile& profile, const ValueKinds& kinds, std::string_view words) {
    constexpr double kMuch = 0.1;
    return kinds.several == 1 && kAnyValue.has(last_word(words)) && kinds.all[0].share >= kMuch &&
           profile.of(ValueClass::Text) + profile.of(ValueClass::Boolean) >= kMuch;
}

// "1987", "198704": what a date begins with.
bool may_begin_date(std::string_view number) {
    constexpr std::size_t kYear = 4, kMonth = 6;
    return (number.size() == kYear || number.size() == kMonth) && (number.starts_with('1') || number.starts_with("20"));
}

// "1987", "1987-04", "1987-04-03": as exact as it is known.
bool holds_partial_dates(const Model& model, const Column& column, const ValueProfile& profile, const ValueKinds& kinds, Memory* memory) {
    constexpr std::size_t kLongestDate = 10;
    constexpr double kLeast = ValueKinds::kLeastShare;
    if (kinds.several != 2 || kinds.all[0].share < kLeast || kinds.all[1].share < kLeast || profile.longest > kLongestDate) return false;
    if (profile.of(ValueClass::Text) >= kLeast || profile.of(ValueClass::Decimal) > 0 || profile.of(ValueClass::Amount) > 0 || profile.of(ValueClass::Time) > 0)
        return false;
    ScratchMemory texts(memory);
    double others = 0;
    for_each_value(model.server().column_values(column.table_id, column.number, &texts), static_cast<double>(column.statistics.null_fraction),
                   [&](std::string_view value, double weight) {
                       if (classify(value) == ValueClass::Integer && !may_begin_date(trimmed(value))) others += weight;
                   });
    return others < kLeast;
}

}  // namespace

Findings mixed_type_string(const Model& model, Memory* memory) {
    Findings found(memory);
    for_each_sampled(model, found, [&](const Table& table, double rows) {
        for (const Column& column : table.columns) {
            if (!column.base->is_string() || column.inherited || !column.statistics.known || rows_with_value(column, rows) < kFewRows) continue;
            const ValueProfile& profile = model.profile_of(column);
            if (profile.covered < kEnough || profile.values < kFewValues) continue;
            const ValueKinds kinds(profile);
            const std::string_view words = column.words;
            const bool mixed =
                kinds.several >= 2 ? !holds_partial_dates(model, column, profile, kinds, memory) : holds_numbers_and_texts(profile, kinds, words);
            if (!mixed) continue;
            Vector<std::string_view> several(memory);
            for (const ValueKinds::Kind& kind : kinds.all)
                if (kind.share >= ValueKinds::kLeastShare) several.push_back(kind.name);
            if (several.size() == 1) several.push_back("texts");
            Finding& finding = found.add(column, severity_of_design(model, table)).confidence(Confidence::Review);
            finding.says("values of ", several.size(), " types in one text column").evidence("types", span_of(several));
            finding.evidence("rows", static_cast<std::int64_t>(rows));
            tell_classes(finding, profile, memory);
            tell_examples(finding, model, column, memory);
            finding.because(
                "The values are of ", several.size(),
                " different types. No constraint can check them, comparisons go by letters, an index serves no range, and a cast in a query fails at the "
                "first value of another type. A column for each type with CHECK (num_nonnulls(...) = 1), a table for each kind of row, or one jsonb "
                "column, which keeps the types of its values, says what is meant.");
        }
    });
    return found;
}

}  // namespace pgops
