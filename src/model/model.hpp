// The immutable picture of one database that all checks read: built once per run from the catalogs, or by hand in a unit test.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/memory.hpp"
#include "model/cluster.hpp"
#include "model/own_tables.hpp"
#include "model/polled.hpp"
#include "model/relation.hpp"
#include "model/server.hpp"
#include "model/settings.hpp"
#include "model/trigger.hpp"

namespace pgops {

struct StatisticsFact {
    ObjectId relation_id = kNoObject;
    std::int16_t column_number = 0;
    bool inherited = false;  // gathered over a parent and its children
    ColumnStatistics figures{};
};

// A default that is more than a constant, as far as checks care.
struct DefaultFact {
    ObjectId table_id = kNoObject;
    std::int16_t column_number = 0;
    bool calls_nextval = false;        // somewhere in it
    bool reads_a_zone = false;         // it contains AT TIME ZONE
    ObjectId sequence_id = kNoObject;  // of a nextval of a constant that is all of it but casts
};

struct OperatorFact {  // pg_amop: the operator belongs to the operator family
    ObjectId family_id = kNoObject, operator_id = kNoObject;
    friend auto operator<=>(const OperatorFact&, const OperatorFact&) = default;
};

// What was read, in any order; Model's constructor sorts and links it.
struct Facts {
    explicit Facts(Memory* memory);
    Vector<Type> types;
    Vector<Table> tables;
    Vector<ToastTable> toast_tables;
    Vector<Column> columns;  // of tables and of indexes
    Vector<Index> indexes;
    Vector<Constraint> constraints;
    Vector<Sequence> sequences;
    Vector<DisabledTrigger> disabled_triggers;
    Vector<Rule> rules;
    Vector<StatisticsFact> statistics;
    Vector<DefaultFact> defaults;
    Vector<OperatorFact> operators;
    Vector<Role> roles;
    Vector<Database> databases;
    Vector<Session> sessions;
    Vector<PreparedTransaction> prepared_transactions;
    Vector<ReplicationSlot> slots;
    FullXid next_xid = kNoXid, completed_xid = kNoXid;  // the next to be given out; one after the latest that has ended
    Settings settings;
    Microseconds now = kUnknownTime;
    std::optional<Microseconds> counters_since;  // nothing: unknown, never old
    std::string_view database_name, database_quoted;
    bool in_recovery = false;
    Vector<std::string_view> extensions;  // names of those that are installed in this database
    OwnTables own;
    std::int32_t wal_receivers = 0;  // walsenders seen: replicas whose use of an index is not in the counters here
};

class Model {
 public:
    Model(Facts& facts, Server& server, Memory* memory);
    // The same picture, to be judged by other settings.
    Model(const Model& picture, const Settings& settings)
        : facts_(picture.facts_), server_(picture.server_), settings_(settings), memory_(picture.memory_), asked_(picture.asked_) {}
    Model(const Model&) = delete;
    Model& operator=(const Model&) = delete;

    // Tables, partitioned tables, materialized views and foreign tables; no system ones, no other session's, none of an extension.
    PolledRange<const Table> tables() const { return {span_of(facts_.tables), &server_}; }
    PolledRange<const Index> indexes() const { return {span_of(facts_.indexes), &server_}; }
    PolledRange<const Sequence> sequences() const { return {span_of(facts_.sequences), &server_}; }
    PolledRange<const Session> sessions() const { return {span_of(facts_.sessions), &server_}; }
    PolledRange<const DisabledTrigger> disabled_triggers() const { return {span_of(facts_.disabled_triggers), &server_}; }
    PolledRange<const Rule> rules() const { return {span_of(facts_.rules), &server_}; }
    std::span<const PreparedTransaction> prepared_transactions() const { return span_of(facts_.prepared_transactions); }
    std::span<const ReplicationSlot> slots() const { return span_of(facts_.slots); }
    std::span<const Database> databases() const { return span_of(facts_.databases); }

    const Table* table(ObjectId id) const;
    const Sequence* sequence(ObjectId id) const;
    const Role* role(ObjectId id) const;
    bool operator_in_family(ObjectId family, ObjectId operator_id) const;

    // Main fork and out-of-line values.
    std::int64_t total_bytes(const Table& table) const;
    // Of the out-of-line values alone. The server is asked once.
    std::int64_t toast_bytes(const Table& table) const;
    // Tables with their out-of-line values, and indexes; what belongs to the system or to an extension is left out.
    std::int64_t database_bytes() const;

    const Settings& settings() const { return settings_; }
    const OwnTables& own() const { return facts_.own; }
    // The classes of a column's values, from what ANALYZE kept of them: asked of the server once, at the first question.
    const ValueProfile& profile_of(const Column& column) const;

    Server& server() const { return server_; }
    Microseconds now() const { return facts_.now; }
    std::optional<Microseconds> counters_since() const { return facts_.counters_since; }
    std::string_view database_name() const { return facts_.database_name; }
    std::string_view database_quoted() const { return facts_.database_quoted; }
    bool has_extension(std::string_view name) const;
    bool in_recovery() const { return facts_.in_recovery; }
    bool has_replicas() const { return facts_.wal_receivers > 0; }

 private:
    void link_types();
    void link_columns();
    void link_indexes();
    void link_constraints(Memory* memory);
    template <class T>
    void link_to_tables(Vector<T>& elements);
    void sum_up_parts_of_indexes();
    void sum_up_writes_of_partitions();

    // What the server was asked once and would answer again; by places among the facts, empty until the first question.
    struct Asked {
        explicit Asked(Memory* memory) : profiles(memory), toast_bytes(memory) {}
        Vector<const ValueProfile*> profiles;             // of columns
        Vector<std::optional<std::int64_t>> toast_bytes;  // of TOAST tables
    };

    Facts& facts_;
    Server& server_;
    const Settings& settings_;
    Memory* memory_;
    Asked& asked_;
};

}  // namespace pgops
