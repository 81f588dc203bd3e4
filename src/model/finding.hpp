// One problem, with everything a person needs to act on it; and the list that a check fills.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "core/memory.hpp"
#include "core/text.hpp"
#include "model/model.hpp"

namespace pgops {

enum class Severity : std::uint8_t { Critical, High, Medium, Low, Info };
enum class Area : std::uint8_t { Bloat, Index, Schema, Vacuum, Activity, Configuration, Security, Resilience, Query };
enum class Confidence : std::uint8_t { Exact, Estimated, Review };
constexpr std::size_t kAreaCount = 9;
constexpr std::size_t kSeverityCount = 5;

std::string_view name_of(Severity severity);
std::optional<Severity> severity_named(std::string_view name);
std::string_view name_of(Area area);
std::string_view name_of(Confidence confidence);

// The catalogs that objects of findings live in (pg_class, ... as in the server's catalog headers).
namespace catalog_id {
constexpr ObjectId kRelation = 1259, kRole = 1260, kDatabase = 1262;
}

// What a finding is about: an address where the catalogs have one, and the name as SQL writes it.
struct Object {
    ObjectId class_id = kNoObject, object_id = kNoObject;
    std::int32_t sub_id = 0;
    std::string_view text;
};

// A piece of evidence: a scalar, or a list of texts.
struct Value {
    enum class Kind : std::uint8_t { Null, Text, Integer, Real, Boolean, List } kind = Kind::Null;
    std::string_view text{};
    std::int64_t integer = 0;
    double real = 0;
    bool boolean = false;
    std::span<const std::string_view> list{};
};

struct Evidence {
    std::string_view name;
    Value value;
};

class Finding {
 public:
    Finding(Memory* memory, const Object& object, Severity severity)
        : memory_(memory), object_(object), severity_(severity), identity_(object.text), evidence_(memory) {}
    // Moved only: a copy's evidence would leave the memory for the heap.
    Finding(Finding&&) = default;
    Finding& operator=(Finding&&) = default;

    // The headline, at most 44 characters, with its number; what is longer is cut.
    template <class... Pieces>
    Finding& says(const Pieces&... pieces) {
        headline_ = at_most(memory_, concat(memory_, pieces...), kHeadlineLimit);
        return *this;
    }
    // Why it matters here, in plain words.
    template <class... Pieces>
    Finding& because(const Pieces&... pieces) {
        why_ = concat(memory_, pieces...);
        return *this;
    }
    // The command, runnable as printed, and the strongest lock that it takes.
    Finding& fix(std::string_view sql, std::string_view lock) {
        fix_sql_ = sql;
        fix_lock_ = lock;
        return *this;
    }
    Finding& undo(std::string_view sql) {
        undo_sql_ = sql;
        return *this;
    }
    Finding& gives_back(std::int64_t bytes) {
        impact_bytes_ = bytes;
        return *this;
    }
    // Where no bytes measure it: 0 the least, 1 the most urgent of its severity.
    Finding& urgency(double share) {
        urgency_ = share;
        return *this;
    }
    Finding& confidence(Confidence confidence) {
        confidence_ = confidence;
        return *this;
    }
    // What tells this finding from others of its check across dump and restore; the object's name unless said otherwise.
    Finding& identity(std::string_view identity) {
        identity_ = identity;
        return *this;
    }
    Finding& caused_by(std::string_view finding_key) {
        root_key_ = finding_key;
        return *this;
    }
    Finding& evidence(std::string_view name, std::integral auto number);
    Finding& evidence(std::string_view name, bool value) { return add({name, {.kind = Value::Kind::Boolean, .boolean = value}}); }
    Finding& evidence(std::string_view name, double number) { return add({name, {.kind = Value::Kind::Real, .real = number}}); }
    Finding& evidence(std::string_view name, std::string_view text) { return add({name, {.kind = Value::Kind::Text, .text = text}}); }
    Finding& evidence(std::string_view name, const char* text) { return evidence(name, std::string_view(text)); }
    Finding& evidence(std::string_view name, std::span<const std::string_view> list);

    const Object& object() const { return object_; }
    Severity severity() const { return severity_; }
    Confidence confidence() const { return confidence_; }
    std::string_view headline() const { return headline_; }
    std::string_view why() const { return why_; }
    std::string_view fix_sql() const { return fix_sql_; }
    std::string_view undo_sql() const { return undo_sql_; }
    std::string_view fix_lock() const { return fix_lock_; }
    std::string_view identity() const { return identity_; }
    std::string_view root_key() const { return root_key_; }
    std::optional<std::int64_t> impact_bytes() const { return impact_bytes_; }
    std::span<const Evidence> evidence() const { return span_of(evidence_); }
    // 1..200, from this finding alone: another finding that comes or goes moves nothing.
    int priority() const;
    std::string_view key(std::string_view check_id) const { return concat(memory_, check_id, ":", identity_); }

    static constexpr std::size_t kHeadlineLimit = 44;

 private:
    Finding& add(const Evidence& evidence) {
        evidence_.push_back(evidence);
        return *this;
    }

    Memory* memory_;
    Object object_;
    Severity severity_;
    Confidence confidence_ = Confidence::Exact;
    std::string_view headline_, why_, fix_sql_, undo_sql_, fix_lock_, identity_, root_key_;
    std::optional<std::int64_t> impact_bytes_;
    double urgency_ = 0.5;
    Vector<Evidence> evidence_;
};

Finding& Finding::evidence(std::string_view name, std::integral auto number) {
    return add({name, {.kind = Value::Kind::Integer, .integer = static_cast<std::int64_t>(number)}});
}

// What one check found, and what it had to leave out.
class Findings {
 public:
    explicit Findings(Memory* memory) : memory_(memory), rows_(memory) {}

    // The object forms put table, columns and index into the evidence, as the contract of `findings` asks.
    Finding& add(const Object& object, Severity severity);
    Finding& add(const Table& table, Severity severity);
    Finding& add(const Column& column, Severity severity);
    Finding& add(const Index& index, Severity severity);
    // Several columns of one table, in order; one column is the same as add(column, ...).
    Finding& add(const Table& table, std::span<const std::int16_t> columns, Severity severity);

    // Those of another run that are wanted.
    template <class Wanted>
    void take(Findings& others, const Wanted& wanted) {
        for (Finding& other : others.rows_)
            if (wanted(other)) rows_.push_back(std::move(other));
    }

    // Part of the work (or all of it) could not be done: the reason for check_status.
    void left_out(std::string_view reason) { left_out_ = reason; }

    std::string_view left_out() const { return left_out_; }
    std::span<const Finding> rows() const { return span_of(rows_); }
    Memory* memory() const { return memory_; }

 private:
    Memory* memory_;
    Vector<Finding> rows_;
    std::string_view left_out_;
};

// "schema.table.column", quoted.
std::string_view quoted_name(Memory* memory, const Column& column);
// "a, b", quoted, as a column list in SQL.
std::string_view column_list(Memory* memory, const Table& table, std::span<const std::int16_t> columns);

// "1 row", "1,234 rows".
std::string_view counted_rows(Memory* memory, double rows);

// The severity of something whose weight is bytes: from 100 GB high, from 1 GB medium, else low.
Severity severity_by_size(std::int64_t bytes);

}  // namespace pgops
