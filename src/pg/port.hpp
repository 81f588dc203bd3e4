// The port to the live server: each request runs under the guard, so that its error ends neither the check nor the run.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

class PostgresServer final : public Server {
 public:
    explicit PostgresServer(Memory* memory) : memory_(memory) {}

    void poll() override;
    Microseconds clock() override;
    void begins_check(std::string_view id, std::size_t number, std::size_t total) override;
    std::optional<std::string_view> index_definition(ObjectId table, ObjectId index) override;
    std::string_view index_marks(ObjectId table, ObjectId index) override;
    std::optional<std::string_view> constraint_definition(ObjectId table, ObjectId constraint) override;
    SequencePosition sequence_position(ObjectId sequence) override;
    bool column_has_dependents(ObjectId table, std::int16_t column) override;
    bool is_held_for_index_work(ObjectId table) override;
    std::optional<std::int64_t> file_size(const FileAddress& file) override;
    Bloat measure_bloat(const BloatRequest& request) override;
    TailSpace tail_space(ObjectId table) override;
    std::optional<PendingList> pending_list(ObjectId index) override;
    std::optional<BrinSummary> brin_summary(ObjectId index) override;
    std::optional<BtreeDeduplication> btree_deduplication(ObjectId index) override;
    std::int64_t pages_read() override { return pages_read_; }
    ColumnValues column_values(ObjectId table, std::int16_t column, Memory* memory) override;
    bool may_see_values(ObjectId table, std::int16_t column) override;
    ValueSizes value_sizes(ObjectId table, std::int16_t column, std::int64_t large, std::int64_t most_pages) override;
    LargeObjects large_objects(std::int64_t most) override;
    std::optional<Microseconds> file_created(ObjectId relation) override;
    bool is_reserved_word(std::string_view name) override;
    std::optional<ValueStatistics> value_statistics(ObjectId table, std::int16_t column) override;
    const Workload& workload() override;
    std::optional<CollationVersion> collation_version(ObjectId collation) override;
    const VacuumPicture& vacuum_picture() override;
    const Vector<Blocker>& vacuum_failures(std::int64_t most_pages) override;
    std::string_view setting(const char* name) override;
    ServerSetting server_setting(const char* name) override;
    const Configuration& configuration() override;
    const Access& access() override;
    const Recovery& recovery() override;
    const Contention& contention() override;

 private:
    using Deparse = const char* (*)(ObjectId table, ObjectId object);
    std::optional<std::string_view> definition(Deparse deparse, ObjectId table, ObjectId object);
    std::optional<FileLocator> locator(ObjectId relation);

    Memory* memory_;
    std::int64_t pages_read_ = 0;
    // Once they were asked for.
    const Workload* workload_ = nullptr;
    const Configuration* configuration_ = nullptr;
    const Access* access_ = nullptr;
    const Recovery* recovery_ = nullptr;
    const Contention* contention_ = nullptr;
    const VacuumPicture* picture_ = nullptr;
    const Vector<Blocker>* failures_ = nullptr;  // looked for once in a run
    Microseconds told_ = 0;                      // when a NOTICE said last how far the run is
};

}  // namespace pgops
