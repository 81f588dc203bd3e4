#include "pg/history.hpp"

#include "pg/catalog_scan.hpp"
#include "pg/memory.hpp"
#include "pg/own_tables.hpp"

namespace pgops {

namespace {

// In the order of the columns, behind those before the figures.
constexpr int kFirstFigure = 8;
constexpr int kRelationColumns = kFirstFigure - 1 + static_cast<int>(kFigureCount);

// A column of many rows as one parameter.
class ManyValues {
 public:
    ManyValues(Memory* memory, Oid type) : type_(type), values_(make_in<Vector<Datum>>(memory, memory)), nulls_(make_in<Vector<bool>>(memory, memory)) {}
    void add(std::string_view words) { add(PointerGetDatum(cstring_to_text_with_len(words.data(), static_cast<int>(words.size()))), false); }
    void add_or_null(std::string_view words) { words.empty() ? add(static_cast<Datum>(0), true) : add(words); }
    void add(Datum value, bool is_null) {
        values_.push_back(value);
        nulls_.push_back(is_null);
    }
    Parameter parameter() const {
        int length = static_cast<int>(values_.size()), lower = 1;
        std::int16_t width = 0;
        bool by_value = false;
        char alignment = 0;
        get_typlenbyvalalign(type_, &width, &by_value, &alignment);
        ArrayType* const array = construct_md_array(values_.data(), nulls_.data(), 1, &length, &lower, type_, width, by_value, alignment);
        return {get_array_type(type_), PointerGetDatum(array)};
    }

 private:
    Oid type_;
    Vector<Datum>& values_;
    Vector<bool>& nulls_;
};
static_assert(std::is_trivially_destructible_v<ManyValues>, "a server error would jump over the destructor");

// A relation's row as it stands in pgops.relations.
void add_relation(KnownHistory& history, Memory* memory, HeapTuple tuple, TupleDesc description) {
    Datum values[kRelationColumns];
    bool nulls[kRelationColumns];
    if (description->natts < kRelationColumns) return;
    heap_deform_tuple(tuple, description, values, nulls);
    const auto words = [&](int column) {
        if (nulls[column]) return std::string_view();
        char* const copy = TextDatumGetCString(values[column]);
        const std::string_view kept = copy_text(memory, copy);
        pfree(copy);
        return kept;
    };
    RelationFigures relation{.number = DatumGetInt32(values[0]),
                             .kind = DatumGetChar(values[1]),
                             .gone = DatumGetBool(values[6]),
                             .schema = words(2),
                             .name = words(3),
                             .table_name = words(4)};
    for (std::size_t i = 0; i < kFigureCount; ++i) {
        const auto column = static_cast<std::size_t>(kFirstFigure - 1) + i;
        if (!nulls[column]) relation.figures[static_cast<Figure>(i)] = DatumGetInt64(values[column]);
    }
    history.relations.push_back(relation);
}

void add_open_form(KnownHistory& history, Memory* memory, HeapTuple tuple, TupleDesc description) {
    constexpr int kColumns = 9;
    Datum values[kColumns];
    bool nulls[kColumns];
    if (description->natts < kColumns) return;
    heap_deform_tuple(tuple, description, values, nulls);
    if (!nulls[2]) return;  // it has ended
    FindingForm form{.key = copy_text(memory, TextDatumGetCString(values[0])),
                     .severity = copy_text(memory, TextDatumGetCString(values[4])),
                     .object = copy_text(memory, TextDatumGetCString(values[5])),
                     .muted = DatumGetBool(values[8]),
                     .unseen = !nulls[3]};
    if (!nulls[7]) form.impact_bytes = DatumGetInt64(values[7]);
    history.open.push_back(form);
}

struct RelationColumns {
    explicit RelationColumns(Memory* memory)
        : numbers(memory, INT4OID), kinds(memory, CHAROID), schemas(memory, TEXTOID), names(memory, TEXTOID), tables(memory, TEXTOID), gone(memory, BOOLOID) {
        for (ManyValues*& figure : figures) figure = &make_in<ManyValues>(memory, memory, INT8OID);
    }
    void add(const RelationFigures& relation) {
        numbers.add(Int32GetDatum(relation.number), false);
        kinds.add(CharGetDatum(relation.kind), false);
        schemas.add(relation.schema);
        names.add(relation.name);
        tables.add_or_null(relation.table_name);
        gone.add(BoolGetDatum(relation.gone), false);
        for (std::size_t i = 0; i < kFigureCount; ++i) {
            const std::int64_t value = relation.figures[static_cast<Figure>(i)];
            figures[i]->add(Int64GetDatum(value), value == kUnknownFigure);
        }
    }
    ManyValues numbers, kinds, schemas, names, tables, gone;
    std::array<ManyValues*, kFigureCount> figures{};
};

#define PGOPS_FIGURES \
    "size_bytes, bloat_bytes, live_rows, dead_rows, rows_inserted, rows_updated, rows_deleted, rows_hot_updated, scans, rows_read, rows_fetched"

Parameter keys_parameter(const Vector<std::string_view>& keys, Memory* memory) {
    ManyValues column(memory, TEXTOID);
    for (const std::string_view key : keys) column.add(key);
    return column.parameter();
}

}  // namespace

KnownHistory& read_history(Memory* memory) {
    auto& history = make_in<KnownHistory>(memory, memory);
    // What another session committed before it gave up the lock must be seen.
    const Snapshot snapshot = RegisterSnapshot(GetLatestSnapshot());
    const Oid relations = own_table("relations"), findings = own_table("finding_history");
    if (relations != kNoObject)
        scan_catalog(relations, snapshot, [&](HeapTuple tuple, TupleDesc description) { add_relation(history, memory, tuple, description); });
    if (findings != kNoObject)
        scan_catalog(findings, snapshot, [&](HeapTuple tuple, TupleDesc description) { add_open_form(history, memory, tuple, description); });
    UnregisterSnapshot(snapshot);
    return history;
}

void lock_history() {
    if (RecoveryInProgress())
        ereport(ERROR, (errcode(ERRCODE_READ_ONLY_SQL_TRANSACTION), errmsg("the history cannot be written on a standby"),
                        errhint("Run this on the primary; the standby receives what it writes.")));
    const Oid table = own_table("snapshots");
    if (table == kNoObject)
        ereport(ERROR, (errcode(ERRCODE_UNDEFINED_TABLE), errmsg("there is no table pgops.snapshots"), errhint("ALTER EXTENSION pgops_ext UPDATE;")));
    const Datum locked = DirectFunctionCall2(pg_try_advisory_xact_lock_int4, Int32GetDatum(static_cast<std::int32_t>(table)), Int32GetDatum(0));
    if (!DatumGetBool(locked))
        ereport(ERROR, (errcode(ERRCODE_LOCK_NOT_AVAILABLE), errmsg("another session is taking a snapshot or purging"),
                        errdetail("One at a time writes the history."), errhint("SELECT * FROM pgops.progress shows how far it is.")));
}

std::int64_t next_full_transaction_id() { return static_cast<std::int64_t>(U64FromFullTransactionId(ReadNextFullTransactionId())); }

void write_relations(const RelationChanges& changes, Microseconds taken_at, Memory* memory) {
    if (!changes.appeared.empty()) {
        RelationColumns columns(memory);
        for (const RelationFigures& relation : changes.appeared) columns.add(relation);
        const auto& f = columns.figures;
        write("INSERT INTO pgops.relations (since, relation_id, kind, schema_name, relation_name, table_name, gone, " PGOPS_FIGURES
              ") SELECT $1, n.* FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) n",
              {time_parameter(taken_at), columns.numbers.parameter(), columns.kinds.parameter(), columns.schemas.parameter(), columns.names.parameter(),
               columns.tables.parameter(), columns.gone.parameter(), f[0]->parameter(), f[1]->parameter(), f[2]->parameter(), f[3]->parameter(),
               f[4]->parameter(), f[5]->parameter(), f[6]->parameter(), f[7]->parameter(), f[8]->parameter(), f[9]->parameter(), f[10]->parameter()});
    }
    if (changes.changed.empty()) return;
    RelationColumns columns(memory);
    for (const RelationFigures& relation : changes.changed) columns.add(relation);
    const auto& f = columns.figures;
    write("INSERT INTO pgops.relation_history (relation_id, since, " PGOPS_FIGURES ") SELECT r.relation_id, r.since, " PGOPS_FIGURES
          " FROM pgops.relations r WHERE r.relation_id = ANY ($1)",
          {columns.numbers.parameter()});
    write("UPDATE pgops.relations r SET since = $1, gone = n.gone, table_name = n.table_name, (" PGOPS_FIGURES
          ") = ROW (n.f1, n.f2, n.f3, n.f4, n.f5, n.f6, "
          "n.f7, n.f8, n.f9, n.f10, n.f11) "
          "FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) n (relation_id, table_name, gone, f1, f2, f3, f4, f5, f6, f7, f8, f9, "
          "f10, f11) "
          "WHERE r.relation_id = n.relation_id",
          {time_parameter(taken_at), columns.numbers.parameter(), columns.tables.parameter(), columns.gone.parameter(), f[0]->parameter(), f[1]->parameter(),
           f[2]->parameter(), f[3]->parameter(), f[4]->parameter(), f[5]->parameter(), f[6]->parameter(), f[7]->parameter(), f[8]->parameter(),
           f[9]->parameter(), f[10]->parameter()});
}

void write_findings(const FindingChanges& changes, Microseconds taken_at, Microseconds before, Memory* memory) {
    if (!changes.ended.empty())
        write("UPDATE pgops.finding_history SET until = $2, last_seen = coalesce(last_seen, $3) WHERE until IS NULL AND finding_key = ANY ($1)",
              {keys_parameter(changes.ended, memory), time_parameter(taken_at), time_parameter(before)});
    if (!changes.seen_again.empty())
        write("UPDATE pgops.finding_history SET last_seen = NULL WHERE until IS NULL AND finding_key = ANY ($1)", {keys_parameter(changes.seen_again, memory)});
    if (!changes.missed.empty())
        write("UPDATE pgops.finding_history SET last_seen = $2 WHERE until IS NULL AND finding_key = ANY ($1)",
              {keys_parameter(changes.missed, memory), time_parameter(before)});
    if (changes.begun.empty()) return;
    ManyValues keys(memory, TEXTOID), severities(memory, TEXTOID), objects(memory, TEXTOID), headlines(memory, TEXTOID), impacts(memory, INT8OID),
        muted(memory, BOOLOID);
    for (const FindingForm& form : changes.begun) {
        keys.add(form.key);
        severities.add(form.severity);
        objects.add(form.object);
        headlines.add(form.headline);
        impacts.add(Int64GetDatum(form.impact_bytes.value_or(0)), !form.impact_bytes.has_value());
        muted.add(BoolGetDatum(form.muted), false);
    }
    write(
        "INSERT INTO pgops.finding_history (since, finding_key, severity, object, finding, impact_bytes, muted) "
        "SELECT $1, n.* FROM unnest($2, $3, $4, $5, $6, $7) n",
        {time_parameter(taken_at), keys.parameter(), severities.parameter(), objects.parameter(), headlines.parameter(), impacts.parameter(),
         muted.parameter()});
}

}  // namespace pgops
