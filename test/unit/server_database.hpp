// A server on which every check of configuration, security, activity and resilience finds something.
#pragma once

#include "database.hpp"

namespace pgops::test {

// What the port's answers point to; has to live as long as the run.
struct ServerTroubles {
    const PendingSetting pending{.name = "max_connections", .value = "100", .file_value = "200"};
    const FileError error{.file = "postgresql.conf", .setting = "work_memm", .message = "unknown", .line = 3};
    const InstalledExtension extension{.name = "hstore", .quoted = "hstore", .installed = "1.7", .available = "1.8"};
    const HostRule rules[3]{
        {.line = 1, .type = "host", .databases = "a", .users = "all", .address = "0.0.0.0", .netmask = "0.0.0.0", .method = "trust"},
        {.line = 2, .type = "host", .databases = "b", .users = "all", .address = "0.0.0.0", .netmask = "0.0.0.0", .method = "md5"},
        {.line = 3, .type = "host", .databases = "c", .users = "all", .address = "0.0.0.0", .netmask = "0.0.0.0", .method = "scram-sha-256"}};
    const std::string_view md5_roles[1]{"old"};
    const OpenSchema schema{.id = 2200, .name = "public", .quoted = "public"};
    const DefinerFunction function{.id = 7, .quoted = "f()", .signature = "f()", .kind = "FUNCTION", .schema = "public", .owner = "app", .language = "sql"};
    const GuardedTable guarded[2]{{.id = 8, .quoted = "off", .qualified = "off", .policies = 1},
                                  {.id = 9, .quoted = "closed", .qualified = "closed", .enabled = true, .granted_to_others = true}};
    const BypassingView view{.id = 11, .quoted = "v", .owner = "owner", .table = "t"};
    const SlotStatus slot{.name = "gone", .wal_status = "reserved", .kind = "logical", .retained_bytes = kGigabyte};
    const Receiver receiver{.application = "b", .state = "streaming", .lag_bytes = 5, .replay_delay = kHour};
    const DatabaseSessions sessions{.name = "shop", .sessions = 1'000'000'000, .session_milliseconds = 1e9, .since = kNow - kDay};
    const std::int32_t blockers[1]{1000};
    const Waiting waiting{.pid = 1, .blockers = blockers, .lock = "ShareLock on transactionid", .statement = "UPDATE t", .since = kNow - kHour};
    OwnedTables owned{.tables = 3, .example = "public.orders"};
    PlaintextSession plaintext{};
};

inline void add_configuration_troubles(Database& db, const ServerTroubles& troubles) {
    for (const auto& [name, value] : {std::pair{"log_lock_waits", "off"},
                                      {"shared_buffers", "1048576"},
                                      {"block_size", "8192"},
                                      {"autovacuum", "off"},
                                      {"checkpoint_completion_target", "0.1"},
                                      {"checkpoint_timeout", "300"},
                                      {"max_wal_size", "1024"},
                                      {"wal_keep_size", "0"},
                                      {"random_page_cost", "0.1"},
                                      {"seq_page_cost", "1"},
                                      {"track_counts", "off"},
                                      {"idle_in_transaction_session_timeout", "0"},
                                      {"listen_addresses", "*"},
                                      {"max_connections", "3"},
                                      {"archive_mode", "on"},
                                      {"archive_command", "true"},
                                      {"archive_library", ""},
                                      {"data_checksums", "off"},
                                      {"synchronous_standby_names", "b"},
                                      {"synchronous_commit", "on"}})
        db.server.settings[name] = value;
    Configuration& facts = db.server.configuration_facts;
    facts.memory_bytes = kGigabyte;
    facts.version = 150001;
    facts.version_text = "15.1";
    facts.built = facts.started = kNow - 400 * kDay;
    facts.program_replaced = true;
    facts.program_on_disk = "15.2";
    facts.encoding = "LATIN1";
    facts.collation = facts.character_type = "C";
    facts.pending = {&troubles.pending, 1};
    facts.file_errors = {&troubles.error, 1};
    facts.extensions = {&troubles.extension, 1};
    facts.checkpoints_since = kNow - kDay;
    facts.checkpoints_requested = 1000;
    facts.wal_since = kNow - kDay;
    facts.wal_bytes = 1e13;
}

inline void add_access_troubles(Database& db, ServerTroubles& troubles) {
    Access& access = db.server.access_facts;
    access.rules = troubles.rules;
    access.md5_roles = troubles.md5_roles;
    access.open_schemas = {&troubles.schema, 1};
    access.definer_functions = {&troubles.function, 1};
    access.guarded_tables = troubles.guarded;
    access.bypassing_views = {&troubles.view, 1};
    Session& session = db.session("owner", "shop");
    session.client = "10.0.0.7";
    troubles.owned.role = session.role_id;
    troubles.plaintext.pid = session.pid;
    access.owners = {&troubles.owned, 1};
    access.plaintext = {&troubles.plaintext, 1};
}

inline void add_operation_troubles(Database& db, const ServerTroubles& troubles) {
    Recovery& recovery = db.server.recovery_facts;
    recovery.archiver = {.failed = 1, .last_failed_wal = "000000010000000000000001", .last_failed = kNow, .since = kNow - kDay};
    recovery.wal_bytes = 100 * kGigabyte;
    recovery.slots = {&troubles.slot, 1};
    recovery.receivers = {&troubles.receiver, 1};
    Contention& contention = db.server.contention_facts;
    contention.databases = {&troubles.sessions, 1};
    contention.waiting = {&troubles.waiting, 1};
    contention.temp_files = 10;
    contention.temp_bytes = 1e13;
    contention.since = kNow - kDay;
    db.set(Setting::IdleConnections, 1);
    db.set(Setting::LargeDatabaseSize, 0);
    for (int i = 0; i < 2; ++i) {
        Session& idle = db.session("web", "idle");
        idle.state = SessionState::Idle;
        idle.state_change = kNow - kDay;
    }
}

// All checks cannot find something on one server: it has an archive, or it has none.
inline void fill_server(Database& db, ServerTroubles& troubles) {
    db.table("orders").bytes(kGigabyte);
    db.session("root", "shop");  // who blocks another
    add_configuration_troubles(db, troubles);
    add_access_troubles(db, troubles);
    add_operation_troubles(db, troubles);
}

inline void fill_server_without_archive(Database& db, ServerTroubles& troubles) {
    fill_server(db, troubles);
    db.server.settings["archive_mode"] = "off";
    db.server.recovery_facts.receivers = {};
    db.now = kNow + 1200 * kDay;  // after the last fixes of the version
}

}  // namespace pgops::test
