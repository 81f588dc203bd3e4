// Text columns whose values are all of one other type: numbers, dates, UUIDs, words for true and false, JSON, network addresses.
#include <array>
#include <optional>

#include "checks/schema/identifier_names.hpp"
#include "checks/schema/sampled.hpp"
#include "checks/schema/table_names.hpp"
#include "checks/sql.hpp"

namespace pgops {

namespace {

constexpr double kNearlyAll = 0.97;
// Fewer different values say little, except words for true and false.
constexpr int kFewValues = 8;
// What the values that are kept must stand for; those wider than a kilobyte are not kept.
constexpr double kEnough = 0.5;

struct BetterType {
    std::string_view name, values;  // "integer", "integers"
    double share = 0;
    std::string_view conversion{};  // empty: no cast reads all forms
};

class Judge {
 public:
    Judge(const Model& model, Memory* memory) : model_(model), memory_(memory) {}

    std::optional<BetterType> better_type(const Table& table, const Column& column, double rows) const {
        if (!column.base->is_string() || column.inherited || column.generated || !column.statistics.known) return std::nullopt;
        if (rows_with_value(column, rows) < kFewRows || distinct_values(column, rows) < 2) return std::nullopt;
        const ValueProfile& profile = model_.profile_of(column);
        if (profile.covered < kEnough || profile.empty_or_placeholder > 0.9) return std::nullopt;
        const double real = 1 - profile.empty_or_placeholder;
        const auto share = [&](double of_class) { return of_class / real; };
        const std::string_view words = column.words;
        if (share(profile.of(ValueClass::Boolean)) >= kNearlyAll)
            return BetterType{"boolean", "true/false words", share(profile.of(ValueClass::Boolean)), "boolean"};
        if (profile.values < kFewValues) return std::nullopt;
        if (share(profile.of(ValueClass::Uuid)) >= kNearlyAll) return BetterType{"uuid", "UUIDs", share(profile.of(ValueClass::Uuid)), "uuid"};
        if (share(profile.of(ValueClass::Json)) >= kNearlyAll) return BetterType{"jsonb", "JSON", share(profile.of(ValueClass::Json)), "jsonb"};
        if (share(profile.of(ValueClass::Mac)) >= kNearlyAll) return BetterType{"macaddr", "MAC addresses", share(profile.of(ValueClass::Mac)), "macaddr"};
        if (share(profile.of(ValueClass::Timestamp)) >= kNearlyAll) return BetterType{"timestamptz", "timestamps", share(profile.of(ValueClass::Timestamp))};
        if (share(profile.of_days()) >= kNearlyAll)
            return BetterType{"date", "dates", share(profile.of_days()), profile.of(ValueClass::LocalDate) > 0 ? "" : "date"};
        if (share(profile.of_days() + profile.of(ValueClass::Timestamp)) >= kNearlyAll)
            return BetterType{"timestamptz", "dates and times", share(profile.of_days() + profile.of(ValueClass::Timestamp))};
        if (share(profile.of(ValueClass::CompactDate)) >= kNearlyAll) return BetterType{"date", "dates", share(profile.of(ValueClass::CompactDate)), "date"};
        if (share(profile.of(ValueClass::Time)) >= kNearlyAll) return BetterType{"time", "clock times", share(profile.of(ValueClass::Time)), "time"};
        if (share(profile.of(ValueClass::Network)) >= kNearlyAll && !names_identifier(words))
            return BetterType{"inet", "network addresses", share(profile.of(ValueClass::Network)), "inet"};
        if (share(profile.of(ValueClass::Amount)) >= kNearlyAll) return BetterType{"numeric", "amounts", share(profile.of(ValueClass::Amount))};
        if (share(profile.of_numbers()) < kNearlyAll || profile.of(ValueClass::Code) > 0 || is_identifier(table, column, words, profile)) return std::nullopt;
        const std::string_view number = profile.has_decimals ? "numeric" : profile.longest > 9 ? "bigint" : "integer";
        return BetterType{number, "numbers", share(profile.of_numbers()), number};
    }

 private:
    // Digits that stand for something outside of the database, whoever made them.
    bool is_identifier(const Table& table, const Column& column, std::string_view words, const ValueProfile& profile) const {
        // "seats" are counted, a "seat" has a number.
        const bool counts = column.name.ends_with('s') && !words.ends_with('s');
        if (names_quantity(words) || counts) return false;
        if (names_identifier(words)) return true;
        if (last_word(words) == "id") {
            const std::string_view stem = without_last_word(words);
            return !stem.empty() && !names().is_table(stem) && !names().ends_another_table(stem, table.words);
        }
        constexpr std::size_t kLongNumber = 8;
        return profile.one_length && profile.longest >= kLongNumber && !is_whole_primary_key(table, column);
    }

    // Most databases have no column that asks for it.
    const TableNames& names() const {
        if (!names_) names_.emplace(model_, memory_);
        return *names_;
    }

    const Model& model_;
    mutable std::optional<TableNames> names_;
    Memory* memory_;
};

bool has_collated_index(const Table& table, const Column& column) {
    constexpr ObjectId kDefaultCollation = 100;
    for (const Index& index : table.indexes)
        for (const IndexKey& key : index.keys)
            if (key.column_number == column.number && key.collation != kDefaultCollation && key.collation != kNoObject) return true;
    return false;
}

// A cast fails as a whole when one value does not fit: then nothing has changed.
void advise(const Model& model, Finding& finding, const Column& column, const BetterType& better, const ValueProfile& profile, Memory* memory) {
    const Table& table = *column.table;
    if (better.conversion.empty() || column.has_default || profile.of(ValueClass::Placeholder) > 0 || better.share < 1) return;
    if (has_collated_index(table, column) || !type_can_be_altered(model, column)) return;
    const std::string_view value = profile.of(ValueClass::Empty) > 0 ? concat(memory, "nullif(btrim(", column.quoted, "), '')") : column.quoted;
    finding.fix(
        concat(memory, "ALTER TABLE ", table.quoted, " ALTER COLUMN ", column.quoted, " TYPE ", better.name, " USING ", value, "::", better.conversion, ";"),
        lock_on(memory, "ACCESS EXCLUSIVE", table));
}

}  // namespace

Findings stringly_typed(const Model& model, Memory* memory) {
    Findings found(memory);
    const Judge judge(model, memory);
    for_each_sampled(model, found, [&](const Table& table, double rows) {
        for (const Column& column : table.columns) {
            const std::optional<BetterType> better = judge.better_type(table, column, rows);
            if (!better) continue;
            const ValueProfile& profile = model.profile_of(column);
            Finding& finding = found.add(column, severity_of_design(model, table)).confidence(Confidence::Review);
            finding.says(percent(better->share), " % of the texts are ", better->values).evidence("better_type", better->name).evidence("share", better->share);
            finding.evidence("rows", static_cast<std::int64_t>(rows)).evidence("null_fraction", static_cast<double>(column.statistics.null_fraction));
            tell_classes(finding, profile, memory);
            tell_examples(finding, model, column, memory);
            finding.because(
                "Among the values that ANALYZE kept, ", percent(better->share), " % have the form of type ", better->name,
                ". As text they sort and compare by letters ('10' < '9'), take more room, have no range statistics, and nothing keeps a wrong one out. The "
                "programs that read and write it must expect the new type; values that do not fit have to be mended first.");
            advise(model, finding, column, *better, profile, memory);
        }
    });
    return found;
}

}  // namespace pgops
