#include "pg/read_column_values.hpp"

#include "pg/catalog_scan.hpp"
#include "pg/memory.hpp"

namespace pgops {

namespace {

using Format = std::string_view (*)(Memory* memory, Datum value);

std::string_view text_of(Memory* memory, Datum value) {
    const auto* const text = PG_DETOAST_DATUM_PACKED(value);
    return concat(memory, std::string_view(VARDATA_ANY(text), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(text))));
}

// By an output function of the server's own: never one that a type's author wrote.
template <Datum (*output)(FunctionCallInfo)>
std::string_view printed(Memory* memory, Datum value) {
    return copy_text(memory, DatumGetCString(DirectFunctionCall1(output, value)));
}

std::string_view day_text(Memory* memory, int julian_day) {
    int year = 0, month = 0, day = 0;
    j2date(julian_day, &year, &month, &day);
    char text[32];
    snprintf(text, sizeof(text), "%04d-%02d-%02d", year, month, day);
    return copy_text(memory, text);
}

// Always in this form and in UTC, whatever the session's DateStyle and TimeZone are.
std::string_view date_text(Memory* memory, Datum value) {
    const DateADT date = DatumGetDateADT(value);
    if (DATE_NOT_FINITE(date)) return DATE_IS_NOEND(date) ? "infinity" : "-infinity";
    return day_text(memory, date + POSTGRES_EPOCH_JDATE);
}

std::string_view time_text(Memory* memory, Datum value) {
    const Timestamp time = DatumGetTimestamp(value);
    if (TIMESTAMP_NOT_FINITE(time)) return TIMESTAMP_IS_NOEND(time) ? "infinity" : "-infinity";
    pg_tm parts{};
    fsec_t fraction = 0;
    if (timestamp2tm(time, nullptr, &parts, &fraction, nullptr, nullptr) != 0) return {};
    char text[64];
    snprintf(text, sizeof(text), "%04d-%02d-%02d %02d:%02d:%02d", parts.tm_year, parts.tm_mon, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    return copy_text(memory, text);
}

// Types whose output function is the one of text are stored like text: citext.
bool is_stored_as_text(Oid type) {
    Oid output = InvalidOid;
    bool is_varlena = false;
    getTypeOutputInfo(type, &output, &is_varlena);
    FmgrInfo function;
    fmgr_info(output, &function);
    return is_varlena && function.fn_addr == textout;
}

// Null for types that are not read: those of users, and those whose output calls the functions of others (arrays, rows, ranges).
Format format_of(Oid type) {
    switch (getBaseType(type)) {
        case TEXTOID:
        case VARCHAROID:
        case BPCHAROID: return text_of;
        case INT2OID: return printed<int2out>;
        case INT4OID: return printed<int4out>;
        case INT8OID: return printed<int8out>;
        case OIDOID: return printed<oidout>;
        case FLOAT4OID: return printed<float4out>;
        case FLOAT8OID: return printed<float8out>;
        case NUMERICOID: return printed<numeric_out>;
        case BOOLOID: return printed<boolout>;
        case UUIDOID: return printed<uuid_out>;
        case JSONBOID: return printed<jsonb_out>;
        case NAMEOID: return printed<nameout>;
        case DATEOID: return date_text;
        case TIMESTAMPOID:
        case TIMESTAMPTZOID: return time_text;
        default: break;
    }
    if (type_is_enum(type)) return printed<enum_out>;
    return get_typtype(getBaseType(type)) == TYPTYPE_BASE && is_stored_as_text(getBaseType(type)) ? text_of : nullptr;
}

void copy_slot(Memory* memory, const AttStatsSlot& slot, std::span<const std::string_view>* values, std::span<const float>* frequencies) {
    const Format format = format_of(slot.valuetype);
    if (format == nullptr || slot.nvalues <= 0) return;
    const auto count = static_cast<std::size_t>(slot.nvalues);
    auto* const texts = static_cast<std::string_view*>(memory->allocate(sizeof(std::string_view) * count, alignof(std::string_view)));
    for (std::size_t i = 0; i < count; ++i) texts[i] = format(memory, slot.values[i]);
    *values = {texts, count};
    if (frequencies == nullptr || slot.nnumbers < slot.nvalues) return;
    auto* const shares = static_cast<float*>(memory->allocate(sizeof(float) * count, alignof(float)));
    memcpy(shares, slot.numbers, sizeof(float) * count);
    *frequencies = {shares, count};
}

void copy_statistics(Memory* memory, HeapTuple tuple, ColumnValues* values) {
    AttStatsSlot slot;
    values->known = true;
    if (get_attstatsslot(&slot, tuple, STATISTIC_KIND_MCV, InvalidOid, ATTSTATSSLOT_VALUES | ATTSTATSSLOT_NUMBERS)) {
        copy_slot(memory, slot, &values->common, &values->frequencies);
        free_attstatsslot(&slot);
    }
    if (get_attstatsslot(&slot, tuple, STATISTIC_KIND_HISTOGRAM, InvalidOid, ATTSTATSSLOT_VALUES)) {
        copy_slot(memory, slot, &values->bounds, nullptr);
        free_attstatsslot(&slot);
    }
    if (get_attstatsslot(&slot, tuple, STATISTIC_KIND_CORRELATION, InvalidOid, ATTSTATSSLOT_NUMBERS)) {
        if (slot.nnumbers == 1) values->correlation = slot.numbers[0];
        free_attstatsslot(&slot);
    }
}

}  // namespace

void read_column_values(ObjectId table, std::int16_t column, Memory* memory, ColumnValues* values) {
    const MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "pgops column statistics", ALLOCSET_DEFAULT_SIZES);
    const MemoryContext before = MemoryContextSwitchTo(context);
    ScanKeyData keys[2];
    ScanKeyInit(&keys[0], Anum_pg_statistic_starelid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(table));
    ScanKeyInit(&keys[1], Anum_pg_statistic_staattnum, BTEqualStrategyNumber, F_INT2EQ, Int16GetDatum(column));
    // Not through the cache of the server: it would keep every row that it was asked for. A parent's own figures come first.
    scan_catalog(StatisticRelationId, nullptr, StatisticRelidAttnumInhIndexId, 2, keys, [&](HeapTuple tuple, TupleDesc) {
        if (!values->known) copy_statistics(memory, tuple, values);
    });
    MemoryContextSwitchTo(before);
    MemoryContextDelete(context);
}

}  // namespace pgops
