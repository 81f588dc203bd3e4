// Text columns that hold values of several types, so that no type, constraint or index fits them.
#include <array>

#include "checks/schema/identifier_names.hpp"
#include "checks/schema/sampled.hpp"

namespace pgops {

namespace {

// Of a type that occurs, and is no accident.
constexpr double kLeastShare = 0.05;
constexpr double kEnough = 0.5;
constexpr int kFewValues = 8;

struct Kind {
    std::string_view name;
    double share;
};

// Numbers of all forms are one kind, points in time as well: one form is enough for a type of its own.
struct Kinds {
    explicit Kinds(const ValueProfile& profile)
        : all{{{"numbers", profile.of_numbers() + profile.of(ValueClass::Amount)},
               {"dates and times", profile.of_days() + profile.of(ValueClass::Timestamp) + profile.of(ValueClass::Time)},
               {"true/false words", profile.of(ValueClass::Boolean)},
               {"UUIDs", profile.of(ValueClass::Uuid)},
               {"JSON", profile.of(ValueClass::Json)},
               {"network addresses", profile.of(ValueClass::Network) + profile.of(ValueClass::Mac)},
               {"e-mail addresses", profile.of(ValueClass::Email)},
               {"URLs", profile.of(ValueClass::Url)}}} {
        for (const Kind& kind : all)
            if (kind.share >= kLeastShare) ++several;
    }
    std::array<Kind, 8> all;
    int several = 0;
};

constexpr std::string_view kAnyValueWords[] = {"value", "val", "data", "content", "setting", "answer", "result", "response", "payload", "field"};
constexpr Vocabulary kAnyValue(kAnyValueWords);

// Numbers and words in one column: codes, sizes and house numbers, unless its name says that anything may be in it.
bool holds_numbers_and_texts(const ValueProfile& profile, const Kinds& kinds, std::string_view words) {
    constexpr double kMuch = 0.1;
    return kinds.several == 1 && kAnyValue.has(last_word(words)) && kinds.all[0].share >= kMuch &&
           profile.of(ValueClass::Text) + profile.of(ValueClass::Boolean) >= kMuch;
}

// "1987", "1987-04", "1987-04-03": as exact as it is known.
bool holds_partial_dates(const ValueProfile& profile, const Kinds& kinds) {
    constexpr std::size_t kLongestDate = 10;
    return kinds.several == 2 && kinds.all[0].share >= kLeastShare && kinds.all[1].share >= kLeastShare && profile.longest <= kLongestDate &&
           profile.of(ValueClass::Text) < kLeastShare && profile.of(ValueClass::Decimal) == 0 && profile.of(ValueClass::Amount) == 0 &&
           profile.of(ValueClass::Time) == 0;
}

}  // namespace

Findings mixed_type_string(const Model& model, Memory* memory) {
    Findings found(memory);
    for_each_sampled(model, found, [&](const Table& table, double rows) {
        for (const Column& column : table.columns) {
            if (!column.base->is_string() || column.inherited || !column.statistics.known || rows_with_value(column, rows) < kFewRows) continue;
            const ValueProfile& profile = model.profile_of(column);
            if (profile.covered < kEnough || profile.values < kFewValues) continue;
            const Kinds kinds(profile);
            const std::string_view words = normalized(column.name, memory);
            const bool mixed = kinds.several >= 2 ? !holds_partial_dates(profile, kinds) : holds_numbers_and_texts(profile, kinds, words);
            if (!mixed) continue;
            Vector<std::string_view> several(memory);
            for (const Kind& kind : kinds.all)
                if (kind.share >= kLeastShare) several.push_back(kind.name);
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
