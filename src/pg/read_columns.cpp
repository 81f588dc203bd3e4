// pg_type, pg_attribute, pg_attrdef and pg_statistic: what the columns are, where their numbers come from, what ANALYZE saw.
#include <algorithm>

#include "pg/catalog_reader.hpp"
#include "pg/catalog_scan.hpp"

namespace pgops {

namespace {

static_assert(type_id::kBool == BOOLOID && type_id::kBytea == BYTEAOID && type_id::kName == NAMEOID && type_id::kInt8 == INT8OID && type_id::kInt2 == INT2OID &&
              type_id::kInt4 == INT4OID && type_id::kText == TEXTOID && type_id::kOid == OIDOID && type_id::kJson == JSONOID && type_id::kXml == XMLOID &&
              type_id::kFloat4 == FLOAT4OID && type_id::kFloat8 == FLOAT8OID && type_id::kMoney == MONEYOID && type_id::kInet == INETOID &&
              type_id::kBpchar == BPCHAROID && type_id::kVarchar == VARCHAROID && type_id::kDate == DATEOID && type_id::kTime == TIMEOID &&
              type_id::kTimestamp == TIMESTAMPOID && type_id::kTimestamptz == TIMESTAMPTZOID && type_id::kInterval == INTERVALOID &&
              type_id::kTimetz == TIMETZOID && type_id::kNumeric == NUMERICOID && type_id::kUuid == UUIDOID && type_id::kJsonb == JSONBOID &&
              type_id::kTsvector == TSVECTOROID);

std::uint8_t alignment_bytes(char alignment) {
    switch (alignment) {
        case TYPALIGN_SHORT: return ALIGNOF_SHORT;
        case TYPALIGN_INT: return ALIGNOF_INT;
        case TYPALIGN_DOUBLE: return ALIGNOF_DOUBLE;
        default: return 1;
    }
}

// A value as it is stored, to be compared and not read; empty for null.
std::string_view stored_bytes(Memory* memory, HeapTuple tuple, int number, TupleDesc description) {
    if (heap_attisnull(tuple, number, description)) return {};
    bool is_null = false;
    const auto* const value = PG_DETOAST_DATUM_PACKED(field(tuple, number, description, &is_null));
    return concat(memory, std::string_view(VARDATA_ANY(value), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(value))));
}

void read_attributes(CatalogReader& reader) {
    // Each column has its place before it is read: the rows lie in another order where tables were altered.
    Vector<Column>& columns = reader.facts.columns;
    if (!reader.places.empty()) columns.resize(reader.places.back().first_column + std::size_t{reader.places.back().column_count});
    scan_catalog(AttributeRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc description) {
        const auto& row = row_of<FormData_pg_attribute>(tuple);
        if (row.attnum <= 0) return;
        const CatalogReader::Place* const place = reader.find(row.attrelid);
        if (place == nullptr) return;
        if (row.attisdropped) {
            if (!place->is_index) ++reader.facts.tables[place->position].dropped_columns;
            return;
        }
        Column& column = row.attnum <= place->column_count ? columns[place->first_column + static_cast<std::size_t>(row.attnum - 1)] : columns.emplace_back();
        column.table_id = row.attrelid;
        column.number = row.attnum;
        column.length = row.attlen;
        column.alignment = alignment_bytes(row.attalign);
        column.type_modifier = row.atttypmod;
        column.type_id = row.atttypid;
        if (place->is_index) {
            column.class_parameters = stored_bytes(reader.memory, tuple, Anum_pg_attribute_attoptions, description);
        } else {
            column.not_null = row.attnotnull;
            column.has_default = row.atthasdef && row.attgenerated == '\0';
            column.identity = row.attidentity != '\0';
            column.generated = row.attgenerated != '\0';
            column.inherited = !row.attislocal;
            column.name = reader.text(row.attname);
            column.quoted = reader.quoted(column.name, NameStr(row.attname));
        }
    });
    columns.erase(std::remove_if(columns.begin(), columns.end(), [](const Column& column) { return column.table_id == kNoObject; }), columns.end());
}

// The sequence behind a default that is nextval(...) and nothing more than casts of it.
ObjectId sequence_of(Node* node) {
    while (node != nullptr) {
        if (IsA(node, RelabelType)) {
            node = reinterpret_cast<Node*>(castNode(RelabelType, node)->arg);
        } else if (IsA(node, CoerceViaIO)) {
            node = reinterpret_cast<Node*>(castNode(CoerceViaIO, node)->arg);
        } else if (IsA(node, FuncExpr)) {
            const FuncExpr* const call = castNode(FuncExpr, node);
            if (list_length(call->args) < 1) return kNoObject;
            auto* const argument = static_cast<Node*>(linitial(call->args));
            if (call->funcid == F_NEXTVAL) {
                if (!IsA(argument, Const)) return kNoObject;
                const Const* const constant = castNode(Const, argument);
                return constant->constisnull ? kNoObject : DatumGetObjectId(constant->constvalue);
            }
            if (call->funcformat == COERCE_EXPLICIT_CALL) return kNoObject;
            node = argument;
        } else {
            return kNoObject;
        }
    }
    return kNoObject;
}

void read_defaults(CatalogReader& reader) {
    // A parsed tree is a hundred times its text: one context, emptied row by row.
    const MemoryContext trees = AllocSetContextCreate(CurrentMemoryContext, "pgops default expressions", ALLOCSET_DEFAULT_SIZES);
    scan_catalog(AttrDefaultRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc description) {
        const auto& row = row_of<FormData_pg_attrdef>(tuple);
        if (reader.find(row.adrelid) == nullptr) return;
        bool is_null = false;
        const Datum expression = field(tuple, Anum_pg_attrdef_adbin, description, &is_null);
        if (is_null) return;
        const MemoryContext before = MemoryContextSwitchTo(trees);
        const char* const tree = TextDatumGetCString(expression);
        // Most defaults are constants: a look at the text (the function ids of pg_proc.dat) spares the parse.
        static_assert(F_NEXTVAL == 1574 && F_TIMEZONE_TEXT_TIMESTAMPTZ == 1159 && F_TIMEZONE_INTERVAL_TIMESTAMPTZ == 1026);
        if (strstr(tree, ":funcid 1574 ") != nullptr)
            reader.facts.defaults.push_back({.table_id = row.adrelid,
                                             .column_number = row.adnum,
                                             .calls_nextval = true,
                                             .sequence_id = sequence_of(static_cast<Node*>(stringToNode(tree)))});
        else if (strstr(tree, ":funcid 1159 ") != nullptr || strstr(tree, ":funcid 1026 ") != nullptr)
            reader.facts.defaults.push_back({.table_id = row.adrelid, .column_number = row.adnum, .reads_a_zone = true});
        MemoryContextSwitchTo(before);
        MemoryContextReset(trees);
    });
    MemoryContextDelete(trees);
}

// The first of the common values' frequencies, which fall. ANALYZE puts them into the first slot (compute_scalar_stats and
// compute_distinct_stats in analyze.c); the array's header is a one-dimensional one without nulls.
float most_common(HeapTuple tuple, TupleDesc description) {
    if (row_of<FormData_pg_statistic>(tuple).stakind1 != STATISTIC_KIND_MCV) return 0;
    bool is_null = false;
    const Datum stored = field(tuple, Anum_pg_statistic_stanumbers1, description, &is_null);
    if (is_null) return 0;
    auto* const array = PG_DETOAST_DATUM_PACKED(stored);
    constexpr std::size_t kFirst = ARR_OVERHEAD_NONULLS(1) - VARHDRSZ;
    float frequency = 0;
    if (VARSIZE_ANY_EXHDR(array) >= kFirst + sizeof(frequency)) memcpy(&frequency, VARDATA_ANY(array) + kFirst, sizeof(frequency));
    if (DatumGetPointer(stored) != reinterpret_cast<char*>(array)) pfree(array);
    return frequency;
}

void read_statistics(CatalogReader& reader) {
    reader.facts.statistics.reserve(reader.facts.columns.size());
    scan_catalog(StatisticRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc description) {
        const auto& row = row_of<FormData_pg_statistic>(tuple);
        if (reader.find(row.starelid) == nullptr) return;
        reader.facts.statistics.push_back({row.starelid,
                                           row.staattnum,
                                           row.stainherit,
                                           {.null_fraction = row.stanullfrac,
                                            .average_width = row.stawidth,
                                            .distinct = row.stadistinct,
                                            .most_common = most_common(tuple, description),
                                            .known = true}});
    });
}

}  // namespace

void read_types(CatalogReader& reader) {
    scan_catalog(TypeRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_type>(tuple);
        // Every table has a row type and an array of it, which no column of a sane schema uses.
        if (row.typtype == TYPTYPE_COMPOSITE) return;
        Type type;
        type.id = row.oid;
        type.name = reader.text(row.typname);
        type.kind = static_cast<TypeKind>(row.typtype);
        type.category = row.typcategory;
        type.domain_over_id = row.typbasetype;
        type.domain_not_null = row.typnotnull;
        type.domain_modifier = row.typtypmod;
        type.element_id = row.typcategory == TYPCATEGORY_ARRAY ? row.typelem : InvalidOid;
        reader.facts.types.push_back(type);
    });
}

void read_columns(CatalogReader& reader) {
    read_attributes(reader);
    read_defaults(reader);
    read_statistics(reader);
}

}  // namespace pgops
