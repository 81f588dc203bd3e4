// What the server does not count: without it, nobody can tell later what was slow.
#include "checks/configuration/setting_change.hpp"

namespace pgops {

namespace {

// The list with one more library, each quoted: ALTER SYSTEM would take the whole for one name otherwise.
std::string_view with_library(std::string_view list, std::string_view library, Memory* memory) {
    std::string_view quoted;
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        std::string_view name = list.substr(0, comma);
        list.remove_prefix(std::min(comma + 1, list.size()));
        while (name.starts_with(' ') || name.starts_with('"')) name.remove_prefix(1);
        while (name.ends_with(' ') || name.ends_with('"')) name.remove_suffix(1);
        if (!name.empty()) quoted = concat(memory, quoted, literal(memory, name), ", ");
    }
    return concat(memory, quoted, literal(memory, library));
}

void judge_statements(const Model& model, Findings& found, Memory* memory) {
    Server& server = model.server();
    const Configuration& facts = server.configuration();
    const ServerSetting libraries = server.server_setting("shared_preload_libraries");
    if (!libraries.readable()) return;
    if (libraries.value.find("pg_stat_statements") == std::string_view::npos) {
        Finding& finding = found.add(Object{.text = "pg_stat_statements"}, Severity::Low).says("statements are not counted");
        finding.evidence("shared_preload_libraries", libraries.value).evidence("installed_on_disk", facts.statement_statistics_available);
        finding.because("Without pg_stat_statements nobody can say which statements take the time. ",
                        facts.statement_statistics_available
                            ? "The command counts after a restart of the server; then CREATE EXTENSION pg_stat_statements."
                            : "Its files are not installed: the package with the contributed modules of this server has them.");
        if (!facts.statement_statistics_available) return;
        finding.fix(alter_system(memory, "shared_preload_libraries", with_library(libraries.value, "pg_stat_statements", memory)), "none");
        if (!libraries.by_alter_system) finding.undo("ALTER SYSTEM RESET shared_preload_libraries;");
        return;
    }
    if (model.has_extension("pg_stat_statements")) return;
    Finding& finding = found.add(Object{.text = "pg_stat_statements"}, Severity::Info).says("counted, but not to be read in this database");
    finding.because("The library is loaded; the view pg_stat_statements exists only in databases that have the extension.");
    finding.fix("CREATE EXTENSION pg_stat_statements;", "none").undo("DROP EXTENSION pg_stat_statements;");
}

}  // namespace

Findings tracking_off(const Model& model, Memory* memory) {
    Findings found(memory);
    Server& server = model.server();
    const ServerSetting counts = server.server_setting("track_counts"), activities = server.server_setting("track_activities"),
                        timing = server.server_setting("track_io_timing");
    if (counts.is("off")) {
        add_setting(found, Severity::High, "track_counts", counts, "on", memory)
            .says("track_counts is off: no autovacuum")
            .because("Autovacuum goes by these counters: without them it vacuums and analyzes nothing, and no view tells which tables and indexes are used.",
                     kCountsAfterReload);
    }
    if (activities.is("off")) {
        add_setting(found, Severity::Medium, "track_activities", activities, "on", memory)
            .says("what sessions do cannot be seen")
            .because("pg_stat_activity shows neither statements nor states: who blocks whom, and who sits idle in a transaction, cannot be found.",
                     kCountsAfterReload);
    }
    if (timing.is("off")) {
        add_setting(found, Severity::Info, "track_io_timing", timing, "on", memory)
            .says("time spent on reading is not measured")
            .because(
                "With it, EXPLAIN, pg_stat_statements and pg_stat_database tell how long reads and writes took. It costs little where the clock is quick: "
                "pg_test_timing shows that.",
                kCountsAfterReload);
    }
    judge_statements(model, found, memory);
    return found;
}

}  // namespace pgops
