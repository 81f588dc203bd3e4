#include "pg/read_values.hpp"

#include "pg/catalog_scan.hpp"
#include "pg/memory.hpp"

namespace pgops {

bool may_see_values(ObjectId table, std::int16_t column) {
    const bool may_read =
        pg_class_aclcheck(table, GetUserId(), ACL_SELECT) == ACLCHECK_OK || pg_attribute_aclcheck(table, column, GetUserId(), ACL_SELECT) == ACLCHECK_OK;
    return may_read && check_enable_rls(table, InvalidOid, true) != RLS_ENABLED;
}

namespace {

// Texts that mean the same in every session, as postgres_fdw sends them (set_transmission_modes).
int set_output_modes() {
    const int level = NewGUCNestLevel();
    const auto set = [](const char* name, const char* value) { set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false); };
    set("datestyle", "ISO");
    set("intervalstyle", "postgres");
    set("extra_float_digits", "3");
    set("search_path", "pg_catalog");
    return level;
}

// A base type's output function is C, which takes a superuser to create: nobody's code but the server's and its extensions'.
void read_common_values(HeapTuple tuple, Memory* memory, ValueStatistics* values) {
    AttStatsSlot slot;
    const int parts = ATTSTATSSLOT_NUMBERS | (values->may_be_shown ? ATTSTATSSLOT_VALUES : 0);
    if (!get_attstatsslot(&slot, tuple, STATISTIC_KIND_MCV, InvalidOid, parts)) return;
    auto& common = make_in<Vector<CommonValue>>(memory, memory);
    common.resize(static_cast<std::size_t>(slot.nnumbers));
    for (int i = 0; i < slot.nnumbers; ++i) common[static_cast<std::size_t>(i)].frequency = static_cast<double>(slot.numbers[i]);
    if (values->may_be_shown && slot.nvalues > 0) {
        Oid output = InvalidOid;
        bool is_varlena = false;
        getTypeOutputInfo(slot.valuetype, &output, &is_varlena);
        const int level = set_output_modes();
        for (int i = 0; i < Min(slot.nvalues, slot.nnumbers); ++i)
            common[static_cast<std::size_t>(i)].text = copy_text(memory, OidOutputFunctionCall(output, slot.values[i]));
        AtEOXact_GUC(true, level);
    }
    free_attstatsslot(&slot);
    values->common = span_of(common);
}

void read_correlation(HeapTuple tuple, ValueStatistics* values) {
    AttStatsSlot slot;
    if (!get_attstatsslot(&slot, tuple, STATISTIC_KIND_CORRELATION, InvalidOid, ATTSTATSSLOT_NUMBERS)) return;
    if (slot.nnumbers == 1) values->correlation = static_cast<double>(slot.numbers[0]);
    free_attstatsslot(&slot);
}

}  // namespace

void read_value_statistics(ObjectId table, std::int16_t column, Memory* memory, std::optional<ValueStatistics>* found) {
    ScanKeyData keys[2];
    ScanKeyInit(&keys[0], Anum_pg_statistic_starelid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(table));
    ScanKeyInit(&keys[1], Anum_pg_statistic_staattnum, BTEqualStrategyNumber, F_INT2EQ, Int16GetDatum(column));
    // A parent's own figures come before those over its children (stainherit is the index's last column).
    scan_catalog(StatisticRelationId, nullptr, StatisticRelidAttnumInhIndexId, 2, keys, [&](HeapTuple tuple, TupleDesc) {
        if (*found) return;
        ValueStatistics values{.may_be_shown = may_see_values(table, column)};
        read_common_values(tuple, memory, &values);
        read_correlation(tuple, &values);
        *found = values;
    });
}

}  // namespace pgops
