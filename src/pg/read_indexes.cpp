// pg_am, pg_opclass, pg_amop and pg_index: what the indexes are made of.
#include <algorithm>

#include "pg/catalog_reader.hpp"
#include "pg/catalog_scan.hpp"
#include "pg/predicate_terms.hpp"

namespace pgops {

namespace {

struct OperatorClass {
    ObjectId id, family, method;
    bool is_default;
};

struct Method {
    ObjectId id;
    std::string_view name;
};

// An expression, or a predicate's list of terms, on its way to a number: equal trees of one table get equal numbers.
struct Tree {
    ObjectId table_id;
    Node* node;
    std::int32_t* number;
};

AccessMethod access_method(ObjectId id) {
    switch (id) {
        case BTREE_AM_OID: return AccessMethod::Btree;
        case HASH_AM_OID: return AccessMethod::Hash;
        case GIST_AM_OID: return AccessMethod::Gist;
        case GIN_AM_OID: return AccessMethod::Gin;
        case SPGIST_AM_OID: return AccessMethod::SpGist;
        case BRIN_AM_OID: return AccessMethod::Brin;
        default: return AccessMethod::Other;
    }
}

template <class Row>
const Row* find_row(const Vector<Row>& rows, ObjectId id) {
    const auto found = std::ranges::lower_bound(rows, id, {}, &Row::id);
    return found != rows.end() && found->id == id ? &*found : nullptr;
}

// A pg_index row taken apart once: its last columns lie behind ones of varying width.
struct IndexRow {
    Datum values[Natts_pg_index];
    bool nulls[Natts_pg_index];

    template <class Row>
    const Row* as(int column) const {
        return reinterpret_cast<const Row*>(DatumGetPointer(values[column - 1]));
    }
    Node* tree(int column) const { return nulls[column - 1] ? nullptr : static_cast<Node*>(stringToNode(TextDatumGetCString(values[column - 1]))); }
};

// The columns of a predicate that is `a IS NOT NULL [AND b IS NOT NULL ...]` and nothing else; empty for any other.
std::span<const std::int16_t> not_null_columns(Memory* memory, List* terms) {
    auto& columns = make_in<Vector<std::int16_t>>(memory, memory);
    ListCell* cell = nullptr;
    foreach (cell, terms) {
        auto* const term = static_cast<Node*>(lfirst(cell));
        if (!IsA(term, NullTest)) return {};
        const NullTest* const test = castNode(NullTest, term);
        if (test->nulltesttype != IS_NOT_NULL || test->argisrow || !IsA(test->arg, Var) || castNode(Var, test->arg)->varattno <= 0) return {};
        columns.push_back(castNode(Var, test->arg)->varattno);
    }
    return span_of(columns);
}

bool are_equal(const Tree& a, const Tree& b) {
    if (IsA(a.node, List) && IsA(b.node, List)) return have_same_terms(castNode(List, a.node), castNode(List, b.node));
    return equal(a.node, b.node);
}

void read_operators(CatalogReader& reader) {
    scan_catalog(AccessMethodOperatorRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_amop>(tuple);
        reader.facts.operators.push_back({row.amopfamily, row.amopopr});
    });
}

// Trees of different tables never meet; within a table there are few.
void number_trees(Vector<Tree>& trees) {
    std::ranges::stable_sort(trees, {}, &Tree::table_id);
    std::int32_t next = 0;
    for (std::size_t i = 0; i < trees.size(); ++i) {
        CHECK_FOR_INTERRUPTS();
        for (std::size_t j = i; j-- > 0 && trees[j].table_id == trees[i].table_id && *trees[i].number == 0;)
            if (are_equal(trees[j], trees[i])) *trees[i].number = *trees[j].number;
        if (*trees[i].number == 0) *trees[i].number = ++next;
    }
}

class IndexRows {
 public:
    IndexRows(CatalogReader& reader, Vector<OperatorClass>& classes, Vector<Method>& methods, Vector<Tree>& trees)
        : reader_(reader), classes_(classes), methods_(methods), trees_(trees) {}

    void read(HeapTuple tuple, TupleDesc description) {
        const auto& row = row_of<FormData_pg_index>(tuple);
        const CatalogReader::Place* const place = reader_.find(row.indexrelid);
        if (place == nullptr || !place->is_index || reader_.find(row.indrelid) == nullptr) return;
        Index& index = reader_.facts.indexes[place->position];
        index.table_id = row.indrelid;
        index.unique = row.indisunique;
        index.primary = row.indisprimary;
        index.nulls_not_distinct = row.indnullsnotdistinct;
        index.exclusion = row.indisexclusion;
        index.deferrable = row.indisunique && !row.indimmediate;
        index.valid = row.indisvalid;
        index.ready = row.indisready && row.indislive;
        index.clustered = row.indisclustered;
        index.replica_identity = row.indisreplident;
        IndexRow fields;
        heap_deform_tuple(tuple, description, fields.values, fields.nulls);
        read_keys(index, row, fields);
        read_predicate(index, fields);
        index.used_columns = used_columns();
    }

 private:
    void read_keys(Index& index, const FormData_pg_index& row, const IndexRow& fields) {
        const auto* const class_ids = fields.as<oidvector>(Anum_pg_index_indclass);
        const auto* const collations = fields.as<oidvector>(Anum_pg_index_indcollation);
        const auto* const options = fields.as<int2vector>(Anum_pg_index_indoption);
        auto* const expressions = reinterpret_cast<List*>(fields.tree(Anum_pg_index_indexprs));
        const auto count = static_cast<std::size_t>(row.indnatts);
        auto* const keys = static_cast<IndexKey*>(reader_.memory->allocate(count * sizeof(IndexKey), alignof(IndexKey)));
        int expression = 0;
        for (int i = 0; i < row.indnatts; ++i) {
            IndexKey& key = *new (&keys[i]) IndexKey;
            key.column_number = row.indkey.values[i];
            if (key.column_number == 0 && expression < list_length(expressions))
                trees_.push_back({row.indrelid, static_cast<Node*>(list_nth(expressions, expression++)), &key.expression});
            if (i >= row.indnkeyatts) continue;
            key.operator_class = class_ids->values[i];
            key.collation = collations->values[i];
            key.descending = (options->values[i] & INDOPTION_DESC) != 0;
            key.nulls_first = (options->values[i] & INDOPTION_NULLS_FIRST) != 0;
            if (const OperatorClass* const found = find_row(classes_, key.operator_class)) {
                key.operator_family = found->family;
                key.default_class = found->is_default;
                index.method = access_method(found->method);
                if (const Method* const method = find_row(methods_, found->method)) index.method_name = method->name;
            }
        }
        used_ = nullptr;
        pull_varattnos(reinterpret_cast<Node*>(expressions), 1, &used_);
        index.key_count = static_cast<std::uint16_t>(row.indnkeyatts);
        index.keys = {keys, count};
    }

    void read_predicate(Index& index, const IndexRow& fields) {
        Node* const predicate = fields.tree(Anum_pg_index_indpred);
        if (predicate == nullptr) return;
        pull_varattnos(predicate, 1, &used_);
        List* const terms = terms_of(predicate);
        trees_.push_back({index.table_id, reinterpret_cast<Node*>(terms), &index.predicate});
        index.predicate_not_null = not_null_columns(reader_.memory, terms);
    }

    // What pull_varattnos found: it counts from the first system column.
    std::span<const std::int16_t> used_columns() {
        if (used_ == nullptr) return {};
        auto& columns = make_in<Vector<std::int16_t>>(reader_.memory, reader_.memory);
        for (int member = bms_next_member(used_, -1); member >= 0; member = bms_next_member(used_, member))
            if (const int number = member + FirstLowInvalidHeapAttributeNumber; number > 0) columns.push_back(static_cast<std::int16_t>(number));
        return span_of(columns);
    }

    CatalogReader& reader_;
    Bitmapset* used_ = nullptr;  // of the index at hand
    Vector<OperatorClass>& classes_;
    Vector<Method>& methods_;
    Vector<Tree>& trees_;
};

}  // namespace

void read_indexes(CatalogReader& reader) {
    read_operators(reader);
    auto& methods = make_in<Vector<Method>>(reader.memory, reader.memory);
    scan_catalog(AccessMethodRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_am>(tuple);
        methods.push_back({row.oid, reader.text(row.amname)});
    });
    std::ranges::sort(methods, {}, &Method::id);
    auto& classes = make_in<Vector<OperatorClass>>(reader.memory, reader.memory);
    scan_catalog(OperatorClassRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_opclass>(tuple);
        classes.push_back({row.oid, row.opcfamily, row.opcmethod, row.opcdefault});
    });
    std::ranges::sort(classes, {}, &OperatorClass::id);
    auto& trees = make_in<Vector<Tree>>(reader.memory, reader.memory);
    const MemoryContext nodes = AllocSetContextCreate(CurrentMemoryContext, "pgops index trees", ALLOCSET_DEFAULT_SIZES);
    const MemoryContext before = MemoryContextSwitchTo(nodes);
    auto& rows = make_in<IndexRows>(reader.memory, reader, classes, methods, trees);
    scan_catalog(IndexRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc description) { rows.read(tuple, description); });
    number_trees(trees);
    MemoryContextSwitchTo(before);
    MemoryContextDelete(nodes);
}

}  // namespace pgops
