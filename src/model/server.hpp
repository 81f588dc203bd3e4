// The port: the only way from a check back into the server, for what would be wasteful to gather for everything.
#pragma once

#include <exception>
#include <optional>
#include <string_view>

#include "core/ids.hpp"
#include "model/bloat.hpp"
#include "model/column_values.hpp"
#include "model/relation.hpp"
#include "model/tail_space.hpp"
#include "model/value_statistics.hpp"
#include "model/workload.hpp"

namespace pgops {

struct ServerSetting;
struct Configuration;
struct Access;
struct Recovery;
struct Contention;

// An error that the server raised inside a port request; the request's effects are rolled back, the run goes on.
class ServerError : public std::exception {
 public:
    ServerError(const char* sqlstate, const char* message, const char* detail, const char* hint) noexcept
        : sqlstate_(sqlstate), message_(message), detail_(detail), hint_(hint) {}
    const char* what() const noexcept override { return message_; }
    const char* sqlstate() const noexcept { return sqlstate_; }
    const char* detail() const noexcept { return detail_; }  // null: none
    const char* hint() const noexcept { return hint_; }      // null: none

 private:
    const char *sqlstate_, *message_, *detail_, *hint_;  // in the run's memory
};

// A cancel, shutdown or timeout: ends the whole run. Not a std::exception, so that no check takes it for an error of its own.
class Interrupted {
 public:
    explicit Interrupted(void* saved_error) noexcept : saved_error_(saved_error) {}
    void* saved_error() const noexcept { return saved_error_; }  // the server's own error, raised again at the door

 private:
    void* saved_error_;
};

struct SequencePosition {
    std::optional<std::int64_t> last_value;  // nothing: it has given none yet, or could not be read
    bool locked = false;                     // somebody holds it exclusively
};

// What a GIN index has not moved into its trees yet (fastupdate), from its metapage.
struct PendingList {
    std::int64_t bytes = 0, rows = 0;
    std::int64_t limit_bytes = 0;  // that inserts let it grow to: the index's storage parameter, else the setting
    bool fast_update = true;       // otherwise nothing is added to it any more
};

// How many ranges of its table a BRIN index knows something about, from its range map.
struct BrinSummary {
    std::int64_t ranges = 0, unsummarized = 0;  // the last range, which is not full yet, does not count
    std::int64_t pages_per_range = 0;
    bool automatic = false;  // the storage parameter autosummarize
};

// How large a column's values are before compression, from the headers of those on some pages of its table.
struct ValueSizes {
    std::int64_t values = 0;  // looked at; nulls are none
    std::int64_t large = 0;   // at least as large as was asked for
    std::int64_t largest_bytes = 0, large_bytes = 0;
    std::int64_t pages_read = 0;
    std::string_view obstacle{};  // why they could not be looked at; empty when they were
};

struct LargeObjects {
    std::int64_t count = 0;
    bool more = false;       // the count ends at its limit
    std::int64_t bytes = 0;  // of all of them
};

// What a btree's metapage says of deduplication, and what the server of today would say of an index built now.
struct BtreeDeduplication {
    std::int32_t version = 0;             // of the page format; 4 since PostgreSQL 12
    bool metapage_allows = false;         // all keys are equal where their images are (btm_allequalimage)
    bool operator_classes_allow = false;  // what a rebuild would write there
};

// The version of the library that orders text, when the collation was made or last refreshed, and now.
struct CollationVersion {
    std::string_view quoted{};              // schema-qualified; of the database's own collation the database's name
    std::string_view recorded{}, actual{};  // empty: the provider has no versions, or none was recorded
    std::string_view provider{};            // libc, icu, builtin
    bool of_database = false;
};

struct VacuumPicture;
struct Blocker;

// Every request but clock() may throw ServerError or Interrupted. Texts live as long as the run.
class Server {
 public:
    virtual ~Server() = default;

    // Throws Interrupted when the user or the server wants the run to end; costs a memory read otherwise.
    virtual void poll() = 0;
    virtual Microseconds clock() = 0;

    // The run comes to its next check, the number-th of so many: for those who watch it.
    virtual void begins_check(std::string_view, std::size_t, std::size_t) {}

    // The command that creates the index ; nothing when it is gone, or its table is locked.
    virtual std::optional<std::string_view> index_definition(ObjectId table, ObjectId index) = 0;

    // The commands that give an index made by its definition what else it has: the statistics targets of its expressions, its comment;
    // each on a new line.
    virtual std::string_view index_marks(ObjectId table, ObjectId index) = 0;

    // The ALTER TABLE that adds the constraint; nothing when it is gone, or its table is locked.
    virtual std::optional<std::string_view> constraint_definition(ObjectId table, ObjectId constraint) = 0;

    // The last value that the sequence gave out; one page is read.
    virtual SequencePosition sequence_position(ObjectId sequence) = 0;

    // Whether a view, rule, trigger, policy or generated column depends on the column, so that ALTER TYPE fails.
    virtual bool column_has_dependents(ObjectId table, std::int16_t column) = 0;

    // Whether another session holds the table as concurrent builds, rebuilds and drops of an index do (SHARE UPDATE EXCLUSIVE),
    // whatever it tells of itself; a VACUUM, which holds it so too, does not count.
    virtual bool is_held_for_index_work(ObjectId table) = 0;

    // The size of a relation's main fork in bytes; nothing when it is gone.
    virtual std::optional<std::int64_t> file_size(const FileAddress& file) = 0;

    // What a rebuild of a table, TOAST table, materialized view or index would give back, from its pages. What goes wrong with this
    // one relation stands in the answer.
    virtual Bloat measure_bloat(const BloatRequest& request) = 0;
    // How much of a table's end holds no rows. What goes wrong stands in the answer.
    virtual TailSpace tail_space(ObjectId table) = 0;
    // Of a GIN index; nothing when it is gone, locked or cannot be read. One page is read.
    virtual std::optional<PendingList> pending_list(ObjectId index) = 0;
    // Of a BRIN index; nothing when it or its table is gone, locked or cannot be read. Its range map is read: a page for 1,360 ranges.
    virtual std::optional<BrinSummary> brin_summary(ObjectId index) = 0;
    // Of a btree; nothing when it is gone, locked or cannot be read. Its metapage is read.
    virtual std::optional<BtreeDeduplication> btree_deduplication(ObjectId index) = 0;
    // Pages that all measurements of this run have read.
    virtual std::int64_t pages_read() = 0;

    // The values of one column that ANALYZE kept, in `memory`; nothing known where there are none, or the type is not one of the server's own.
    virtual ColumnValues column_values(ObjectId table, std::int16_t column, Memory* memory) = 0;
    // Whether the caller may read the column, all rows of it: what pg_stats asks before it shows values.
    virtual bool may_see_values(ObjectId table, std::int16_t column) = 0;
    // What goes wrong stands in the answer.
    virtual ValueSizes value_sizes(ObjectId table, std::int16_t column, std::int64_t large, std::int64_t most_pages) = 0;
    virtual LargeObjects large_objects(std::int64_t most) = 0;

    // When the relation's file was made: by CREATE, or by a later rebuild or copy of the data directory. Nothing where the
    // file system does not say.
    virtual std::optional<Microseconds> file_created(ObjectId relation) = 0;

    // Whether the name, in lower case, is a word of SQL that no column or table can be called without quotes: the server's
    // keywords of the categories "reserved" and "reserved (can be function or type name)".
    virtual bool is_reserved_word(std::string_view name) = 0;

    // What pg_statistic has about the values of one column; nothing where it has no row.
    virtual std::optional<ValueStatistics> value_statistics(ObjectId table, std::int16_t column) = 0;

    // What pg_stat_statements has about this database; read once per run.
    virtual const Workload& workload() = 0;

    // Nothing when the collation is gone.
    virtual std::optional<CollationVersion> collation_version(ObjectId collation) = 0;

    // What VACUUM depends on at the moment of the first request.
    virtual const VacuumPicture& vacuum_picture() = 0;
    // What only pages show of it: vacuums that fail, or go over their indexes several times. Reads at most so many pages, at the first request.
    virtual const Vector<Blocker>& vacuum_failures(std::int64_t most_pages) = 0;

    // A server setting as the configuration has it; empty when this database, role or session overrides it, or when there is none.
    virtual std::string_view setting(const char* name) = 0;
    // The same with where it comes from, also of what is overridden.
    virtual ServerSetting server_setting(const char* name) = 0;

    // What the checks of the server itself go by; each is read once per run, when first asked for.
    virtual const Configuration& configuration() = 0;
    virtual const Access& access() = 0;
    virtual const Recovery& recovery() = 0;
    virtual const Contention& contention() = 0;
};

}  // namespace pgops
