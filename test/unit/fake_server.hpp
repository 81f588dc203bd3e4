// A Server whose answers a test sets, that counts what it is asked, and that can fail at any request.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "model/access.hpp"
#include "model/configuration.hpp"
#include "model/contention.hpp"
#include "model/recovery.hpp"
#include "model/server.hpp"
#include "model/vacuum/blocker.hpp"

namespace pgops::test {

class FakeServer : public Server {
 public:
    enum class Failure { None, Error, Interrupt };

    std::map<ObjectId, std::string> definitions, marks, constraint_definitions;
    std::set<ObjectId> locked_sequences, held_for_index_work;
    std::map<ObjectId, std::int64_t> last_values;
    std::map<std::uint32_t, std::int64_t> file_sizes;  // by the file's number
    std::set<std::pair<ObjectId, std::int16_t>> dependents;
    std::map<ObjectId, std::optional<Microseconds>> created;
    std::optional<Microseconds> created_otherwise;  // for relations that `created` does not name
    std::map<std::string, std::string> settings;
    std::set<std::string> reserved_words{"collation", "default", "group", "order", "primary", "to", "user"};
    struct KeptValues {
        std::vector<std::string> common, bounds;
        std::vector<float> frequencies;
        std::optional<float> correlation;
        bool secret = false;  // from the caller
        std::vector<std::string_view> common_views{}, bound_views{};
    };
    std::map<std::pair<ObjectId, std::int16_t>, KeptValues> kept_values;
    std::map<std::pair<ObjectId, std::int16_t>, ValueSizes> sizes;
    LargeObjects objects;
    std::map<ObjectId, Bloat> bloats;    // what measuring a relation says; of others that there is no way to
    std::vector<BloatRequest> measured;  // what was asked for, in order
    std::map<ObjectId, TailSpace> tails;
    std::vector<ObjectId> asked_for_tails;
    std::int64_t pages = 0;  // that all measurements have read
    std::map<ObjectId, PendingList> pending_lists;
    std::map<ObjectId, BrinSummary> brin_summaries;
    std::map<ObjectId, BtreeDeduplication> deduplications;
    std::map<std::pair<ObjectId, std::int16_t>, ValueStatistics> values;
    Workload statements{.absent = "the extension pg_stat_statements is not installed in this database"};
    std::map<ObjectId, CollationVersion> collations;
    std::set<std::string> overridden, by_alter_system;  // settings, by name
    std::map<std::string, std::string> boot_values;
    Configuration configuration_facts;
    Access access_facts;
    Recovery recovery_facts;
    Contention contention_facts;
    VacuumPicture picture{std::pmr::new_delete_resource()};
    Vector<Blocker> failures{std::pmr::polymorphic_allocator<Blocker>(std::pmr::new_delete_resource())};
    Microseconds time = 0;
    Microseconds tick = 0;  // what each look at the clock takes

    int polls = 0;
    int requests = 0;  // polls not among them
    // Which poll or request, counted from one, fails.
    int fails_at_poll = 0, fails_at_request = 0;
    Failure failure = Failure::None;

    void poll() override {
        if (++polls == fails_at_poll) fail();
    }
    Microseconds clock() override { return time += tick; }
    std::optional<std::string_view> index_definition(ObjectId, ObjectId index) override { return answer<std::string_view>(definitions, index); }
    std::string_view index_marks(ObjectId, ObjectId index) override { return answer<std::string_view>(marks, index).value_or(""); }
    std::optional<std::string_view> constraint_definition(ObjectId, ObjectId constraint) override {
        return answer<std::string_view>(constraint_definitions, constraint);
    }
    SequencePosition sequence_position(ObjectId sequence) override {
        const std::optional<std::int64_t> value = answer<std::int64_t>(last_values, sequence);
        const bool locked = locked_sequences.contains(sequence);
        return {locked ? std::nullopt : value, locked};
    }
    bool column_has_dependents(ObjectId table, std::int16_t column) override {
        count();
        return dependents.contains({table, column});
    }
    bool is_held_for_index_work(ObjectId table) override {
        count();
        return held_for_index_work.contains(table);
    }
    std::optional<std::int64_t> file_size(const FileAddress& file) override { return answer<std::int64_t>(file_sizes, file.number); }
    Bloat measure_bloat(const BloatRequest& request) override {
        count();
        measured.push_back(request);
        Bloat unknown;
        unknown.set_unknown("there is no way to measure it");
        const auto found = bloats.find(request.relation);
        const Bloat& answer = found != bloats.end() ? found->second : unknown;
        pages += answer.pages_read;
        return answer;
    }
    TailSpace tail_space(ObjectId table) override {
        count();
        asked_for_tails.push_back(table);
        const TailSpace answer = tails.contains(table) ? tails[table] : TailSpace{};
        pages += answer.pages_read;
        return answer;
    }
    std::optional<PendingList> pending_list(ObjectId index) override { return answer<PendingList>(pending_lists, index); }
    std::optional<BrinSummary> brin_summary(ObjectId index) override { return answer<BrinSummary>(brin_summaries, index); }
    std::optional<BtreeDeduplication> btree_deduplication(ObjectId index) override {
        ++pages;
        return answer<BtreeDeduplication>(deduplications, index);
    }
    std::int64_t pages_read() override { return pages; }
    ColumnValues column_values(ObjectId table, std::int16_t column, Memory*) override {
        count();
        const auto found = kept_values.find({table, column});
        if (found == kept_values.end()) return {};
        KeptValues& kept = found->second;
        kept.common_views.assign(kept.common.begin(), kept.common.end());
        kept.bound_views.assign(kept.bounds.begin(), kept.bounds.end());
        return {.common = kept.common_views, .frequencies = kept.frequencies, .bounds = kept.bound_views, .correlation = kept.correlation, .known = true};
    }
    bool may_see_values(ObjectId table, std::int16_t column) override {
        count();
        const auto found = kept_values.find({table, column});
        return found != kept_values.end() && !found->second.secret;
    }
    ValueSizes value_sizes(ObjectId table, std::int16_t column, std::int64_t, std::int64_t) override {
        count();
        const auto found = sizes.find({table, column});
        const ValueSizes answer = found != sizes.end() ? found->second : ValueSizes{};
        pages += answer.pages_read;
        return answer;
    }
    LargeObjects large_objects(std::int64_t) override {
        count();
        return objects;
    }
    std::optional<ValueStatistics> value_statistics(ObjectId table, std::int16_t column) override {
        count();
        const auto found = values.find({table, column});
        return found != values.end() ? std::optional(found->second) : std::nullopt;
    }
    const Workload& workload() override {
        count();
        return statements;
    }
    std::optional<CollationVersion> collation_version(ObjectId collation) override { return answer<CollationVersion>(collations, collation); }
    std::optional<Microseconds> file_created(ObjectId relation) override {
        count();
        const auto found = created.find(relation);
        return found != created.end() ? found->second : created_otherwise;
    }
    bool is_reserved_word(std::string_view name) override {
        count();
        return reserved_words.contains(std::string(name));
    }
    const VacuumPicture& vacuum_picture() override {
        count();
        return picture;
    }
    const Vector<Blocker>& vacuum_failures(std::int64_t most_pages) override {
        count();
        pages += most_pages > 0 ? 1 : 0;
        return failures;
    }
    std::string_view setting(const char* name) override {
        count();
        const auto found = settings.find(name);
        return found != settings.end() ? std::string_view(found->second) : std::string_view();
    }
    ServerSetting server_setting(const char* name) override {
        count();
        ServerSetting found{.known = settings.contains(name), .overridden = overridden.contains(name)};
        if (found.known) found.value = settings[name];
        found.boot_value = boot_values[name];
        found.by_alter_system = by_alter_system.contains(name);
        return found;
    }
    const Configuration& configuration() override { return counted(configuration_facts); }
    const Access& access() override { return counted(access_facts); }
    const Recovery& recovery() override { return counted(recovery_facts); }
    const Contention& contention() override { return counted(contention_facts); }

 private:
    template <class Facts>
    const Facts& counted(const Facts& facts) {
        count();
        return facts;
    }
    void count() {
        if (++requests == fails_at_request) fail();
    }
    void fail() const {
        if (failure == Failure::Error) throw ServerError("XX001", "invalid page in block 7", nullptr, nullptr);
        if (failure == Failure::Interrupt) throw Interrupted(nullptr);
    }
    template <class Answer, class Answers>
    std::optional<Answer> answer(const Answers& answers, ObjectId id) {
        count();
        const auto found = answers.find(id);
        return found != answers.end() ? std::optional<Answer>(found->second) : std::nullopt;
    }
};

}  // namespace pgops::test
