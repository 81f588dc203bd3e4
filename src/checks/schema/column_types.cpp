// Columns of a type that has a better one for what it holds: timestamp, character(n), money, json.
#include <array>
#include <optional>

#include "checks/sql.hpp"

namespace pgops {

namespace {

struct BetterType {
    ObjectId type_id;
    Severity severity;
    std::string_view headline, why, better, conversion;  // conversion: what follows the column behind USING
    Confidence confidence;
};

// Domains are off already; an array of the type has the type's problem.
ObjectId element_of(const Column& column) {
    return column.base->category == 'A' && column.base->element_id != kNoObject ? column.base->element_id : column.base->id;
}

// bpchar without a length is not padded: nothing is wrong with it.
bool is_concerned(const Column& column, const BetterType& about) {
    if (column.inherited || element_of(column) != about.type_id) return false;
    return column.type->id != type_id::kBpchar || column.type_modifier >= 0;
}

std::string_view better_type(Memory* memory, const Column& column, const BetterType& about) {
    constexpr std::int32_t kHeader = 4;  // VARHDRSZ, which the type modifier of character types counts in
    if (about.type_id == type_id::kBpchar) return concat(memory, "character varying(", column.type_modifier - kHeader, ")");
    return concat(memory, about.better, " USING ", column.quoted, about.conversion);
}

Findings columns_of_type(const Model& model, Memory* memory, const BetterType& about) {
    Findings found(memory);
    for (const Table& table : model.tables()) {
        if (table.is_partition || (table.kind != RelationKind::Table && table.kind != RelationKind::Partitioned)) continue;
        for (const Column& column : table.columns) {
            if (!is_concerned(column, about)) continue;
            Finding& finding = found.add(column, about.severity).says(about.headline).because(about.why).confidence(about.confidence);
            finding.evidence("type", column.type->name);
            if (column.type != column.base) finding.evidence("domain", true);
            // A default that is the wall clock of a zone would be read as one of the session's zone afterwards.
            if (column.base->id != about.type_id || column.default_reads_a_zone || !type_can_be_altered(model, column)) continue;
            finding.fix(concat(memory, "ALTER TABLE ", table.quoted, " ALTER COLUMN ", column.quoted, " TYPE ", better_type(memory, column, about), ";"),
                        lock_on(memory, "ACCESS EXCLUSIVE", table));
        }
    }
    return found;
}

}  // namespace

Findings timestamp_without_tz(const Model& model, Memory* memory) {
    return columns_of_type(model, memory,
                           {type_id::kTimestamp, Severity::Low, "timestamp without time zone",
                            "It stores what a clock on some wall showed, not a point in time: sessions in other zones read it differently, and an hour a year "
                            "is ambiguous. timestamptz takes the same 8 bytes. "
                            "The fix reads the stored values as UTC; put in the zone that they were written in.",
                            "timestamp with time zone", " AT TIME ZONE 'UTC'", Confidence::Review});
}

Findings char_n(const Model& model, Memory* memory) {
    return columns_of_type(model, memory,
                           {type_id::kBpchar, Severity::Info, "character(n) is padded with blanks",
                            "Values are padded with blanks to the length, which takes space, and comparisons ignore them while LIKE and functions do not. text "
                            "with a CHECK on the length says the same without the padding.",
                            "", "", Confidence::Exact});
}

Findings money(const Model& model, Memory* memory) {
    return columns_of_type(model, memory,
                           {type_id::kMoney, Severity::Low, "type money depends on lc_monetary",
                            "What a value means depends on the setting lc_monetary: a dump restored under another locale changes currency and may change the "
                            "number. It has fixed decimals and no currency. Use numeric, and a column for the currency.",
                            "numeric", "::numeric", Confidence::Exact});
}

Findings json_not_jsonb(const Model& model, Memory* memory) {
    return columns_of_type(model, memory,
                           {type_id::kJson, Severity::Info, "json is parsed at every access",
                            "json keeps the text and parses it at every access; it has no equality and no index. jsonb is parsed once. Keep json only where "
                            "the exact text (spaces, key order, repeated keys) matters.",
                            "jsonb", "::jsonb", Confidence::Exact});
}

}  // namespace pgops
