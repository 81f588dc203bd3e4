// A database made by hand, for tests that need no server. It reads like DDL:
//
//     Database db;
//     auto& customers = db.table("customers");                       // schema public; "shop.customers" for another one
//     customers.column("id", type_id::kInt8).identity();
//     customers.primary_key({"id"});
//     auto& orders = db.table("orders").live_rows(50'000).bytes(80 * kMegabyte);
//     orders.column("id", type_id::kInt4).serial();
//     orders.column("customer_id", type_id::kInt8).not_null();
//     orders.column("note", type_id::kText).statistics(20, 0.5F);    // average width, share of nulls
//     orders.primary_key({"id"});
//     orders.index("orders_recent", {Key("id").desc(), "customer_id"}).include({"note"}).bytes(kMegabyte);
//     orders.foreign_key({"customer_id"}, customers);
//
//     const Found found = db.findings_of("missing_fk_index");        // or db.findings_of("eav", eav) before it is registered
//     EXPECT_EQ(found.objects(), Texts{"public.orders.customer_id"});
//     EXPECT_EQ(found.of("public.orders.customer_id").evidence("constraint"), "orders_customer_id_fkey");
//     EXPECT_EQ(found.of("public.orders.customer_id")->severity(), Severity::Medium);
//
// findings_of() builds a fresh model each time, so a test may change the database and ask again; it also expects of every finding
// what every check owes (length of the headline, singular and plural, unique keys, a lock with each fix). What has no method here is set in the public
// `fact`. Tests live in namespace pgops::test, because the model has a Database of its own.
#pragma once

#include <deque>
#include <memory_resource>
#include <ostream>
#include <string>
#include <vector>

#include "checks/registry.hpp"
#include "fake_server.hpp"
#include "model/model.hpp"

namespace pgops {
// So that a failed test says "medium" and not "1-byte object <02>".
inline void PrintTo(Severity severity, std::ostream* out) { *out << name_of(severity); }
inline void PrintTo(Confidence confidence, std::ostream* out) { *out << name_of(confidence); }
}  // namespace pgops

namespace pgops::test {

class Database;
struct TableBuilder;
using Texts = std::vector<std::string>;
using Names = std::vector<std::string_view>;
using CheckFunction = Findings (*)(const Model&, Memory*);

constexpr Microseconds kNow = 9000 * kDay;  // the fixture's present; counters reach a hundred days back

struct SequenceBuilder {
    FakeServer* server;
    Sequence fact{};
    SequenceBuilder& last_value(std::int64_t value);
    SequenceBuilder& owned_by(const TableBuilder& table, std::string_view column);
    SequenceBuilder& of_type(ObjectId type, std::int64_t maximum);
};

struct ColumnBuilder {
    TableBuilder* table;
    Column fact{};
    std::optional<ColumnStatistics> figures{};
    bool sums_up_children = false;              // the figures are those over a parent and its children
    std::optional<DefaultFact> default_fact{};  // of a default that is more than a constant

    ColumnBuilder& not_null();
    ColumnBuilder& with_default();
    ColumnBuilder& identity();                                   // and its sequence
    ColumnBuilder& serial();                                     // and its sequence, "<table>_<column>_seq"
    ColumnBuilder& draws_from(const SequenceBuilder& sequence);  // a default of nextval
    ColumnBuilder& calls_nextval();                              // of nobody knows what
    ColumnBuilder& reads_a_zone();                               // a default with AT TIME ZONE
    ColumnBuilder& generated();
    ColumnBuilder& inherited();
    ColumnBuilder& modifier(std::int32_t modifier);  // varchar(36) has 40
    ColumnBuilder& statistics(std::int32_t width, float nulls = 0, float distinct = -1);
    // What ANALYZE kept: bounds of a histogram, and no common values. Statistics come along.
    ColumnBuilder& values(const Texts& kept, float nulls = 0);
    ColumnBuilder& common_values(const Texts& kept, std::vector<float> frequencies, float nulls = 0);  // and none but these
    ColumnBuilder& unreadable();                                                                       // the caller may not see its values
    // The most common values, most frequent first; after statistics(). The caller may see them.
    ColumnBuilder& common(std::vector<CommonValue> values, std::optional<double> correlation = 0);
    ColumnBuilder& hidden();  // the caller may not see them
};

// A key of an index: a column's name, or an expression.
struct Key {
    std::string_view column{};
    IndexKey fact{};
    ObjectId type = kNoObject;                  // of an expression
    std::optional<ColumnStatistics> figures{};  // of an expression

    Key(const char* name) : column(name) {}       // NOLINT: {"a", "b"} reads as keys
    Key(std::string_view name) : column(name) {}  // NOLINT
    static Key expression(std::int32_t number, ObjectId type = type_id::kText);
    Key& desc();  // NULLS FIRST, as SQL has it
    Key& nulls_first(bool first);
    Key& opclass(ObjectId opclass, ObjectId family);  // not the type's default
    Key& collation(ObjectId collation);
    Key& statistics(std::int32_t width, float nulls = 0, float distinct = -1);
};
using Keys = std::vector<Key>;

struct IndexBuilder {
    TableBuilder* table;
    Index fact{};
    std::vector<IndexKey> keys{};
    std::vector<Column> stored{};
    std::vector<std::optional<ColumnStatistics>> figures{};
    std::vector<std::int16_t> predicate_not_null{}, used_columns{};

    // What it stores of a key, and the statistics that an expression has of its own.
    void add_key(const IndexKey& key, Column stored_column, const std::optional<ColumnStatistics>& key_figures);
    IndexBuilder& unique();
    IndexBuilder& method(AccessMethod method, std::string_view name);
    IndexBuilder& include(const Names& columns);
    IndexBuilder& where(std::int32_t predicate, const Names& columns = {});  // equal numbers are equal predicates
    IndexBuilder& where_not_null(const Names& columns);                      // WHERE a IS NOT NULL AND b IS NOT NULL
    IndexBuilder& invalid();
    IndexBuilder& bytes(std::int64_t size);
    IndexBuilder& scans(std::int64_t scans);
    IndexBuilder& part_of(IndexBuilder& parent);  // attached to a partitioned table's index
    IndexBuilder& created(std::optional<Microseconds> time);
    IndexBuilder& measured(double percent, double margin = 0);  // what its pages say of its bloat
};

struct ConstraintBuilder {
    Constraint fact{};
    std::vector<std::int16_t> columns{}, referenced_columns{};
    std::vector<ObjectId> operators{};
};

struct TableBuilder {
    Database* database;
    Table fact{};
    std::deque<ColumnBuilder> columns{};
    std::deque<IndexBuilder> indexes{};
    std::deque<ConstraintBuilder> constraints{};
    std::optional<ToastTable> toast{};

    ColumnBuilder& column(std::string_view name, ObjectId type);
    TableBuilder& dropped_column();
    std::int16_t number(std::string_view column) const;
    std::vector<std::int16_t> numbers(const Names& of) const;
    ColumnBuilder& operator[](std::string_view column);

    IndexBuilder& index(std::string_view name, const Keys& keys);
    IndexBuilder& primary_key(const Names& columns);
    IndexBuilder& unique_constraint(std::string_view name, const Names& columns);
    IndexBuilder& exclusion(std::string_view name, const Keys& keys);
    ConstraintBuilder& constraint(std::string_view name, ConstraintKind kind, const Names& columns);
    // The columns of the other side are its primary key unless they are said.
    ConstraintBuilder& foreign_key(const Names& columns, TableBuilder& referenced, const Names& referenced_columns = {});

    TableBuilder& live_rows(double rows);  // as the last ANALYZE counted them
    TableBuilder& bytes(std::int64_t size);
    TableBuilder& toast_bytes(std::int64_t size);
    TableBuilder& measured(double percent, double margin = 0);        // what its pages say of its bloat
    TableBuilder& toast_measured(double percent, double margin = 0);  // after toast_bytes
    TableBuilder& partitioned();
    TableBuilder& partition_of(TableBuilder& parent);
    TableBuilder& child_of(TableBuilder& parent);
    TableBuilder& unlogged();

 private:
    IndexBuilder& constraint_index(std::string_view name, const Names& columns, ConstraintKind kind);
};

// One finding with its key.
struct Seen {
    const Finding* finding = nullptr;
    std::string key{};
    const Finding* operator->() const { return finding; }
    std::string object() const { return std::string(finding->object().text); }
    // As text: lists "a, b", numbers with at most three decimals, booleans "true" and "false"; "(absent)" where there is none.
    std::string evidence(std::string_view name) const;
    std::string fix() const { return std::string(finding->fix_sql()); }
    std::string undo() const { return std::string(finding->undo_sql()); }
    std::string lock() const { return std::string(finding->fix_lock()); }
    std::string headline() const { return std::string(finding->headline()); }
    std::string why() const { return std::string(finding->why()); }
};

struct Found {
    std::vector<Seen> rows;
    std::string left_out;
    Texts objects() const;  // in the order of the check
    Texts keys() const;
    bool empty() const { return rows.empty(); }
    const Seen& of(std::string_view object) const;  // fails the test and throws where there is none, or more than one
    const Seen& only() const;
};

class Database {
 public:
    Database();

    TableBuilder& table(std::string_view name);
    SequenceBuilder& sequence(std::string_view name);
    ObjectId domain(std::string_view name, ObjectId over, std::int32_t modifier = -1);
    ObjectId array_of(std::string_view name, ObjectId element);
    ObjectId enumeration(std::string_view name);
    ObjectId array_of(ObjectId element);  // "_text" and the like
    ObjectId type(std::string_view name, char category, std::int16_t length, std::uint8_t alignment);
    Role& role(std::string_view name, bool superuser = false);
    pgops::Database& database(std::string_view name);  // another database of the cluster
    // An idle session of this database that began a day ago and has no transaction; the test sets the rest.
    Session& session(std::string_view role, std::string_view application);
    void set(Setting setting, int value) { settings.set(setting, value); }

    Found findings_of(std::string_view check_id);
    Found findings_of(std::string_view check_id, CheckFunction check);

    // The model, in the given memory or in the database's own.
    Model& model(Memory* memory);
    Model& model() { return model(&memory_); }
    Memory* memory() { return &memory_; }

    ObjectId next_id() { return next_id_++; }
    std::span<const CommonValue> keep(const std::vector<CommonValue>& values) { return common_values_.emplace_back(values); }
    std::string_view keep(std::string_view text) { return texts_.emplace_back(text); }
    const Type& type_of(ObjectId id) const;
    Column stored_as(ObjectId type) const;  // a column of that type: length and alignment

    FakeServer server;
    Settings settings;
    Microseconds now = kNow;
    std::optional<Microseconds> counters_since = kNow - 100 * kDay;
    std::string_view name = "shop";
    bool in_recovery = false;
    std::int32_t replicas = 0;
    std::deque<TableBuilder> tables;
    std::deque<SequenceBuilder> sequences;
    std::vector<OperatorFact> operators;
    std::vector<DisabledTrigger> disabled_triggers;
    std::vector<Rule> rules;
    std::deque<Role> roles;
    std::deque<pgops::Database> databases;
    std::deque<Session> sessions;
    std::vector<PreparedTransaction> prepared;
    Names extensions;
    std::vector<ReplicationSlot> slots;
    std::vector<Mute> mutes;
    std::vector<ThresholdRule> thresholds;
    std::vector<ScheduledJob> jobs;
    std::optional<Microseconds> last_snapshot;

 private:
    struct StoredType {
        Type type;
        std::int16_t length;
        std::uint8_t alignment;
    };
    const StoredType& stored_type(ObjectId id) const;
    void add_tables(Facts& facts);
    void write_down(OwnTables& own) const;

    std::pmr::monotonic_buffer_resource memory_;
    std::deque<std::string> texts_;
    std::deque<std::vector<CommonValue>> common_values_;
    std::deque<StoredType> types_;
    ObjectId next_id_ = 16384;
};

// A sample of fifty pages that says how much of a relation a rebuild gives back; no margin: the whole of it was read.
Bloat measured_bloat(std::optional<std::int64_t> size, double percent, double margin);

// An identifier as the server quotes it, keywords aside.
std::string quoted_identifier(std::string_view name);

}  // namespace pgops::test
