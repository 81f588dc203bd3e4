// logging, memory, checkpoints, planner_costs, tracking_off, autovacuum_off, statement_timeouts: what is set, judged by what was seen.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Server : ::testing::Test {
    Database db;
    std::map<std::string, std::string>& settings = db.server.settings;
    Configuration& facts = db.server.configuration_facts;
    // A machine of 16 GB with settings that fit it.
    Server() {
        facts.memory_bytes = 16 * kGigabyte;
        facts.checkpoints_since = facts.wal_since = kNow - 10 * kDay;
        facts.rotational = false;
        settings = {{"log_checkpoints", "on"},
                    {"log_lock_waits", "on"},
                    {"log_temp_files", "10240"},
                    {"log_autovacuum_min_duration", "600000"},
                    {"log_min_duration_statement", "1000"},
                    {"log_line_prefix", "%m [%p] %q%u@%d "},
                    {"log_destination", "stderr"},
                    {"log_min_messages", "warning"},
                    {"log_min_error_statement", "error"},
                    {"block_size", "8192"},
                    {"wal_block_size", "8192"},
                    {"shared_buffers", "524288"},
                    {"work_mem", "16384"},
                    {"maintenance_work_mem", "524288"},
                    {"autovacuum_work_mem", "-1"},
                    {"autovacuum_max_workers", "3"},
                    {"effective_cache_size", "1572864"},
                    {"max_connections", "200"},
                    {"max_wal_size", "8192"},
                    {"checkpoint_timeout", "900"},
                    {"checkpoint_completion_target", "0.9"},
                    {"wal_buffers", "2048"},
                    {"random_page_cost", "1.1"},
                    {"seq_page_cost", "1"},
                    {"effective_io_concurrency", "200"},
                    {"track_counts", "on"},
                    {"track_activities", "on"},
                    {"track_io_timing", "on"},
                    {"shared_preload_libraries", "pg_stat_statements"},
                    {"autovacuum", "on"},
                    {"autovacuum_naptime", "60"},
                    {"idle_in_transaction_session_timeout", "600000"}};
        db.extensions = {"pg_stat_statements"};
    }
    Found found(const char* check) { return db.findings_of(check); }
};

TEST_F(Server, that_is_tuned_gives_nothing) {
    for (const char* check : {"logging", "memory", "checkpoints", "planner_costs", "tracking_off", "autovacuum_off", "statement_timeouts"}) {
        EXPECT_TRUE(found(check).empty()) << check;
        EXPECT_EQ(found(check).left_out, "") << check;
    }
}

TEST_F(Server, that_logs_little_is_one_finding_ranked_by_what_was_missed) {
    settings["log_lock_waits"] = "off";
    settings["log_temp_files"] = "-1";
    EXPECT_EQ(found("logging").only()->severity(), Severity::Info) << "nothing has happened yet";
    facts.deadlocks = 1;
    const Seen seen = found("logging").only();
    EXPECT_EQ(seen->severity(), Severity::Low);
    EXPECT_EQ(seen.headline(), "2 settings keep the log quiet");
    EXPECT_EQ(seen.evidence("settings"),
              "log_lock_waits = off: waits for locks leave no trace, log_temp_files = -1: queries that spill to disk leave no trace");
    EXPECT_EQ(seen.fix(), "ALTER SYSTEM SET log_lock_waits = on;\nALTER SYSTEM SET log_temp_files = '10MB';");
    EXPECT_EQ(seen.undo(), "ALTER SYSTEM RESET log_lock_waits;\nALTER SYSTEM RESET log_temp_files;");
}

TEST_F(Server, whose_line_stands_in_the_auto_file_gets_it_back) {
    settings["log_lock_waits"] = "off";
    db.server.by_alter_system = {"log_lock_waits"};
    EXPECT_EQ(found("logging").only().undo(), "ALTER SYSTEM SET log_lock_waits = 'off';");
}

TEST_F(Server, that_hides_errors_is_worse) {
    settings["log_min_messages"] = "panic";
    EXPECT_EQ(found("logging").only()->severity(), Severity::Medium);
    EXPECT_EQ(found("logging").only().headline(), "errors are not logged");
}

TEST_F(Server, that_logs_in_another_way_is_fine) {
    settings["log_min_duration_statement"] = "-1";
    settings["auto_explain.log_min_duration"] = "500";
    EXPECT_TRUE(found("logging").empty());
    settings["log_line_prefix"] = "";
    settings["log_destination"] = "jsonlog";
    EXPECT_TRUE(found("logging").empty()) << "JSON has time and process in fields of their own";
    settings["log_destination"] = "stderr";
    EXPECT_FALSE(found("logging").empty());
}

TEST_F(Server, without_known_memory_is_left_out) {
    facts.memory_bytes.reset();
    EXPECT_TRUE(found("memory").empty());
    EXPECT_EQ(found("memory").left_out, "the machine's memory cannot be read on this system");
}

TEST_F(Server, with_most_memory_in_shared_buffers) {
    settings["shared_buffers"] = std::to_string(13 * kGigabyte / 8192);
    EXPECT_EQ(found("memory").of("shared_buffers")->severity(), Severity::High);
    EXPECT_EQ(found("memory").of("shared_buffers").fix(), "ALTER SYSTEM SET shared_buffers = '4096MB';");
}

TEST_F(Server, small_buffers_count_only_where_pages_are_read_again) {
    settings["shared_buffers"] = "16384";
    db.table("big").bytes(100 * kGigabyte);
    EXPECT_TRUE(found("memory").empty()) << "nothing was read";
    facts.blocks_read = 10'000'000;
    facts.blocks_hit = 990'000'000;
    EXPECT_TRUE(found("memory").empty()) << "hit in 99 %";
    facts.blocks_hit = 30'000'000;
    EXPECT_EQ(found("memory").of("shared_buffers")->severity(), Severity::Low);
    EXPECT_EQ(found("memory").of("shared_buffers").headline(), "shared_buffers 128 MB: hit ratio 75.0 %");
}

TEST_F(Server, work_mem_counts_by_the_sessions_there_are) {
    settings["work_mem"] = "131072";
    EXPECT_TRUE(found("memory").empty()) << "200 x 128 MB would not fit four times, but nobody is there";
    for (int i = 0; i < 120; ++i) db.session("web", "shop");
    EXPECT_EQ(found("memory").of("work_mem")->severity(), Severity::High);
    db.sessions.clear();
    settings["max_connections"] = "5000";
    EXPECT_EQ(found("memory").of("work_mem")->severity(), Severity::Info);
    db.server.overridden = {"work_mem"};
    EXPECT_TRUE(found("memory").empty());
    EXPECT_NE(found("memory").left_out.find("work_mem"), std::string::npos);
}

TEST_F(Server, autovacuum_workers_together_take_more_than_there_is) {
    settings["maintenance_work_mem"] = std::to_string(6 * kGigabyte / 1024);
    EXPECT_EQ(found("memory").only().object(), "maintenance_work_mem");
    settings["autovacuum_work_mem"] = "262144";
    EXPECT_TRUE(found("memory").empty()) << "workers have a setting of their own";
}

TEST_F(Server, that_assumes_more_cache_than_it_has) {
    settings["effective_cache_size"] = std::to_string(32 * kGigabyte / 8192);
    EXPECT_EQ(found("memory").only()->severity(), Severity::Low);
    settings["effective_cache_size"] = std::to_string(3 * kGigabyte / 8192);
    EXPECT_EQ(found("memory").only()->severity(), Severity::Low) << "less than shared_buffers";
    settings["shared_buffers"] = "131072";
    EXPECT_TRUE(found("memory").empty()) << "little, and enough for the data";
}

TEST_F(Server, whose_checkpoints_are_forced_by_wal) {
    facts.checkpoints_timed = 100;
    facts.checkpoints_requested = 900;
    EXPECT_TRUE(found("checkpoints").empty()) << "somebody asked for them: hardly any WAL was written";
    facts.wal_bytes = 1000.0 * 4 * kGigabyte;
    const Seen seen = found("checkpoints").only();
    EXPECT_EQ(seen.object(), "max_wal_size");
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen.headline(), "900 of 1,000 checkpoints forced");
    facts.checkpoints_timed = 1000;
    EXPECT_TRUE(found("checkpoints").empty()) << "most come in time";
}

TEST_F(Server, whose_checkpoints_burst_or_whose_wal_buffers_overflow) {
    settings["checkpoint_completion_target"] = "0.2";
    facts.wal_buffers_full = 50'000;
    facts.wal_records = 1'000'000;
    EXPECT_EQ(found("checkpoints").objects(), (Texts{"checkpoint_completion_target", "wal_buffers"}));
    facts.wal_records = 1'000'000'000;
    EXPECT_EQ(found("checkpoints").objects(), (Texts{"checkpoint_completion_target"})) << "once in many thousands";
}

TEST_F(Server, whose_costs_are_those_of_another_storage) {
    settings["random_page_cost"] = "4";
    EXPECT_EQ(found("planner_costs").only()->severity(), Severity::Info) << "nothing was read yet";
    facts.blocks_read = 5'000'000;
    EXPECT_EQ(found("planner_costs").only()->severity(), Severity::Low);
    EXPECT_EQ(found("planner_costs").only().fix(), "ALTER SYSTEM SET random_page_cost = 1.10;");
    facts.rotational = true;
    EXPECT_TRUE(found("planner_costs").empty()) << "the disk turns";
    facts.read_milliseconds = 5'000'000 * 0.1;
    EXPECT_FALSE(found("planner_costs").empty()) << "it claims to turn, but the reads were too quick for that";
    facts.read_milliseconds = 5'000'000 * 8.0;
    EXPECT_TRUE(found("planner_costs").empty());
    settings["random_page_cost"] = "1.1";
    EXPECT_EQ(found("planner_costs").only().headline(), "cost 1.1, but a read takes 8.0 ms");
    settings["random_page_cost"] = "0.5";
    EXPECT_EQ(found("planner_costs").only().headline(), "random pages cost less than sequential ones");
}

TEST_F(Server, whose_storage_is_unknown_is_left_out) {
    facts.rotational.reset();
    settings["random_page_cost"] = "4";
    EXPECT_TRUE(found("planner_costs").empty());
    EXPECT_NE(found("planner_costs").left_out, "");
}

TEST_F(Server, that_counts_nothing) {
    settings["track_counts"] = settings["track_activities"] = settings["track_io_timing"] = "off";
    settings["shared_preload_libraries"] = "auto_explain, \"pg_cron\"";
    facts.statement_statistics_available = true;
    const Found all = found("tracking_off");
    EXPECT_EQ(all.objects(), (Texts{"track_counts", "track_activities", "track_io_timing", "pg_stat_statements"}));
    EXPECT_EQ(all.of("track_counts")->severity(), Severity::High);
    EXPECT_EQ(all.of("pg_stat_statements").fix(), "ALTER SYSTEM SET shared_preload_libraries = 'auto_explain', 'pg_cron', 'pg_stat_statements';");
    EXPECT_EQ(all.of("pg_stat_statements").undo(), "ALTER SYSTEM RESET shared_preload_libraries;");
    facts.statement_statistics_available = false;
    EXPECT_EQ(found("tracking_off").of("pg_stat_statements").fix(), "") << "the server would not start without the files";
}

TEST_F(Server, that_counts_statements_nobody_can_read_here) {
    db.extensions.clear();
    EXPECT_EQ(found("tracking_off").only()->severity(), Severity::Info);
}

TEST_F(Server, without_autovacuum) {
    settings["autovacuum"] = "off";
    const Seen seen = found("autovacuum_off").only();
    EXPECT_EQ(seen.object(), "autovacuum");
    EXPECT_EQ(seen->severity(), Severity::High);
    EXPECT_EQ(seen.fix(), "ALTER SYSTEM SET autovacuum = on;");
    settings["autovacuum"] = "on";
    settings["autovacuum_naptime"] = "86400";
    EXPECT_EQ(found("autovacuum_off").only().object(), "autovacuum_naptime");
    settings["autovacuum_naptime"] = "600";
    EXPECT_TRUE(found("autovacuum_off").empty());
}

TEST_F(Server, where_idle_transactions_have_no_end) {
    settings["idle_in_transaction_session_timeout"] = "0";
    EXPECT_EQ(found("statement_timeouts").only()->severity(), Severity::Info) << "nobody sits there";
    facts.idle_in_transaction_milliseconds = 8e6;
    facts.active_milliseconds = 9e6;
    EXPECT_EQ(found("statement_timeouts").only()->severity(), Severity::Info);
    facts.active_milliseconds = 1e6;
    EXPECT_EQ(found("statement_timeouts").only()->severity(), Severity::Low);
    facts.idle_in_transaction_milliseconds = 0;
    Session& idle = db.session("web", "shop");
    idle.state = SessionState::IdleInTransaction;
    EXPECT_EQ(found("statement_timeouts").only().evidence("idle_now"), "1");
    db.server.overridden = {"idle_in_transaction_session_timeout"};
    EXPECT_NE(found("statement_timeouts").left_out, "");
}

}  // namespace
}  // namespace pgops::test
