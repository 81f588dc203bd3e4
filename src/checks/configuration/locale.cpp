// encoding_not_utf8 and c_locale: how the current database reads and orders its texts.
#include "checks/configuration/setting_change.hpp"

namespace pgops {

namespace {

std::int64_t text_columns(const Model& model) {
    std::int64_t count = 0;
    for (const Table& table : model.tables())
        for (const Column& column : table.columns)
            if (column.base != nullptr && column.base->category == 'S') ++count;
    return count;
}

Object this_database(const Model& model) {
    for (const Database& database : model.databases())
        if (database.is_current) return {catalog_id::kDatabase, database.id, 0, database.quoted};
    return {.text = model.database_quoted()};
}

}  // namespace

Findings encoding_not_utf8(const Model& model, Memory* memory) {
    Findings found(memory);
    const Configuration& facts = model.server().configuration();
    if (facts.encoding == "UTF8" || facts.encoding.empty()) return found;
    const bool is_unchecked = facts.encoding == "SQL_ASCII";
    const std::int64_t columns = text_columns(model);
    Finding& finding = found.add(this_database(model), is_unchecked && columns > 0 ? Severity::Medium : Severity::Low).says("encoding ", facts.encoding);
    finding.evidence("encoding", facts.encoding).evidence("text_columns", columns);
    finding.because(is_unchecked ? "SQL_ASCII checks and converts nothing: each client stores the bytes of its own encoding, side by side, and nobody can tell "
                                   "later which is which. "
                                 : "A character outside of this encoding cannot be stored. ",
                    "A database keeps its encoding for life: dump it, and restore it into one made with ENCODING 'UTF8' TEMPLATE template0",
                    is_unchecked ? ", after every text was found to be valid." : ".");
    return found;
}

// C.UTF-8 and the builtin provider know characters; C and POSIX of the C library know ASCII alone. Ordering by code points is a choice.
Findings c_locale(const Model& model, Memory* memory) {
    Findings found(memory);
    const Configuration& facts = model.server().configuration();
    const bool ascii_only = facts.character_type == "C" || facts.character_type == "POSIX";
    if (!ascii_only || facts.locale_provider != 'c' || facts.encoding == "SQL_ASCII") return found;
    const std::int64_t columns = text_columns(model);
    Finding& finding = found.add(this_database(model), Severity::Info).says("upper, lower and ILIKE know only ASCII");
    finding.evidence("lc_ctype", facts.character_type).evidence("lc_collate", facts.collation).evidence("text_columns", columns);
    finding.because(
        "With LC_CTYPE ", facts.character_type,
        " lower('Ä') stays 'Ä', so that searches without regard to case miss such words. Ordering by code points (LC_COLLATE C) is quick and never "
        "changes with the system: C.UTF-8, or from 17 on the builtin provider, keeps that and knows the characters. A new database is needed, or COLLATE "
        "where it matters.");
    return found;
}

}  // namespace pgops
