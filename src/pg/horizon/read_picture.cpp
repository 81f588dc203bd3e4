#include "pg/horizon/read_picture.hpp"

#include <algorithm>

#include "pg/catalog_reader.hpp"
#include "pg/horizon/processes.hpp"

namespace pgops {

namespace {

// Where the caller's session has a value of its own, the one that it began with.
std::string_view reset_value(const char* setting) {
    const char* const value = GetConfigOptionResetString(setting);
    return value == nullptr ? std::string_view() : value;
}

bool by_alter_system(const char* name) {
    const config_generic* const setting = find_setting(name);
    return setting != nullptr && setting->sourcefile != nullptr && std::string_view(setting->sourcefile).ends_with(PG_AUTOCONF_FILENAME);
}

ServerSwitch server_switch(const char* name) { return {.off = reset_value(name) == "off", .by_alter_system = by_alter_system(name)}; }

}  // namespace

void read_vacuum_settings(VacuumPicture& picture) {
    picture.server = {.enabled = true,
                      .vacuum_threshold = autovacuum_vac_thresh,
                      .insert_threshold = autovacuum_vac_ins_thresh,
                      .analyze_threshold = autovacuum_anl_thresh,
                      .most_threshold = most_vacuum_threshold(nullptr),
                      .vacuum_scale_factor = static_cast<float>(autovacuum_vac_scale),
                      .insert_scale_factor = static_cast<float>(autovacuum_vac_ins_scale),
                      .analyze_scale_factor = static_cast<float>(autovacuum_anl_scale),
                      .freeze_max_age = autovacuum_freeze_max_age,
                      .multixact_freeze_max_age = autovacuum_multixact_freeze_max_age,
                      .cost_delay = autovacuum_vac_cost_delay >= 0 ? autovacuum_vac_cost_delay : VacuumCostDelay,
                      .cost_limit = autovacuum_vac_cost_limit > 0 ? autovacuum_vac_cost_limit : VacuumCostLimit};
    picture.autovacuum = server_switch("autovacuum");
    picture.track_counts = server_switch("track_counts");
    picture.most_workers = autovacuum_max_workers;
    picture.work_memory_is_own = autovacuum_work_mem != -1;
    const std::int64_t configured = picture.work_memory_is_own ? autovacuum_work_mem : strtol(GetConfigOptionResetString("maintenance_work_mem"), nullptr, 10);
    picture.work_memory_bytes = configured * kKilobyte;
    picture.dead_rows_as_array = kDeadRowsAsArray;
    picture.failsafe_age = vacuum_failsafe_age;
    picture.multixact_failsafe_age = vacuum_multixact_failsafe_age;
    picture.naptime = autovacuum_naptime * kSecond;
    picture.deferred = deferred_cleanup_age();
    picture.deferred_by_alter_system = picture.deferred > 0 && by_alter_system("vacuum_defer_cleanup_age");
    const PgStat_StatDBEntry* const database = pgstat_fetch_stat_dbentry(MyDatabaseId);
    if (database != nullptr) picture.last_visit = database->last_autovac_time;
}

VacuumPicture& read_vacuum_picture(Memory* memory, RelationScope scope) {
    auto& picture = make_in<VacuumPicture>(memory, memory);
    const Facts& facts = read_facts(memory, FactScope::Cluster);
    picture.now = facts.now;
    picture.database_name = facts.database_name;
    picture.database_id = MyDatabaseId;
    picture.in_recovery = facts.in_recovery;
    picture.hot_standby_feedback = hot_standby_feedback;
    picture.sessions = span_of(facts.sessions);
    picture.prepared = span_of(facts.prepared_transactions);
    picture.slots = span_of(facts.slots);
    picture.databases = span_of(facts.databases);
    picture.next = facts.next_xid;
    picture.completed = facts.completed_xid;
    if (picture.in_recovery) {
        // A snapshot on a standby begins at the oldest transaction that the primary still runs.
        const Snapshot snapshot = GetLatestSnapshot();
        picture.completed = full_xid(snapshot->xmax, picture.next);
        if (TransactionIdPrecedes(snapshot->xmin, snapshot->xmax)) picture.primary_running = full_xid(snapshot->xmin, picture.next);
    }
    read_vacuum_settings(picture);
    read_running_vacuums(picture);
    read_vacuum_relations(picture, scope, memory);
    read_relation_locks(picture, memory);
    read_multixact_holders(picture);
    return picture;
}

}  // namespace pgops
