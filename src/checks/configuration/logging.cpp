// What the server's log does not tell: one finding, with a line for each setting that keeps quiet.
#include <array>

#include "checks/configuration/setting_change.hpp"

namespace pgops {

namespace {

struct QuietSetting {
    const char* name;
    std::string_view quiet_value, value, consequence;
};

constexpr std::array<QuietSetting, 5> kQuiet{{
    {"log_checkpoints", "off", "on", "checkpoints leave no trace"},
    {"log_lock_waits", "off", "on", "waits for locks leave no trace"},
    {"log_temp_files", "-1", "'10MB'", "queries that spill to disk leave no trace"},
    {"log_autovacuum_min_duration", "-1", "'10min'", "long autovacuum runs leave no trace"},
    {"log_min_duration_statement", "-1", "'1s'", "slow statements leave no trace"},
}};

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// Another way to have slow statements in the log.
bool logs_statements_otherwise(Server& server) {
    for (const char* const name : {"log_min_duration_sample", "auto_explain.log_min_duration"}) {
        const ServerSetting setting = server.server_setting(name);
        if (setting.readable() && setting.value != "-1") return true;
    }
    return server.server_setting("log_statement").is("all") && server.server_setting("log_duration").is("on");
}

// Lines without time and process cannot be put together; the structured formats and syslog bring their own.
bool prefix_lacks(Server& server) {
    const ServerSetting prefix = server.server_setting("log_line_prefix"), destination = server.server_setting("log_destination");
    if (!prefix.readable() || !destination.readable() || !contains(destination.value, "stderr")) return false;
    if (contains(destination.value, "csvlog") || contains(destination.value, "jsonlog")) return false;
    const bool has_time = contains(prefix.value, "%m") || contains(prefix.value, "%t") || contains(prefix.value, "%n");
    return !has_time || !(contains(prefix.value, "%p") || contains(prefix.value, "%c"));
}

struct Quiet {
    explicit Quiet(Memory* memory) : lines(memory) {}
    Vector<std::string_view> lines;
    std::string_view fix, undo;

    void add(const ServerSetting& setting, std::string_view name, std::string_view value, std::string_view consequence, Memory* memory) {
        lines.push_back(concat(memory, name, " = ", setting.value, ": ", consequence));
        const std::string_view newline = fix.empty() ? "" : "\n";
        fix = concat(memory, fix, newline, alter_system(memory, name, value));
        undo = concat(memory, undo, newline, restore_setting(setting, name, memory));
    }
};

}  // namespace

Findings logging(const Model& model, Memory* memory) {
    Findings found(memory);
    Server& server = model.server();
    const Configuration& facts = server.configuration();
    Quiet quiet(memory);
    bool missed_something = false;
    for (const QuietSetting& one : kQuiet) {
        const ServerSetting setting = server.server_setting(one.name);
        const std::string_view name = one.name;
        if (!setting.is(one.quiet_value)) continue;
        if (name == "log_min_duration_statement" && logs_statements_otherwise(server)) continue;
        quiet.add(setting, name, one.value, one.consequence, memory);
        missed_something = missed_something || (name == "log_lock_waits" && facts.deadlocks > 0) || (name == "log_temp_files" && facts.temp_files > 0);
    }
    if (prefix_lacks(server)) {
        quiet.add(server.server_setting("log_line_prefix"), "log_line_prefix", "'%m [%p] %q%u@%d '", "lines lack the time or the process", memory);
        missed_something = true;
    }
    bool hides_errors = false;
    for (const char* const name : {"log_min_messages", "log_min_error_statement"}) {
        const ServerSetting setting = server.server_setting(name);
        const bool is_messages = std::string_view(name) == "log_min_messages";
        if (!setting.is("panic") && !(setting.is("fatal") && is_messages)) continue;
        hides_errors = hides_errors || is_messages;
        quiet.add(setting, name, is_messages ? "warning" : "error", is_messages ? "errors leave no trace" : "statements that failed leave no trace", memory);
    }
    if (quiet.lines.empty()) return found;
    const std::size_t count = quiet.lines.size();
    Finding& finding = found.add(Object{.text = "logging"}, hides_errors ? Severity::Medium : missed_something ? Severity::Low : Severity::Info);
    if (hides_errors) finding.says("errors are not logged");
    else finding.says(count, plural(static_cast<std::int64_t>(count), " setting keeps", " settings keep"), " the log quiet");
    finding.evidence("settings", span_of(quiet.lines)).evidence("deadlocks", facts.deadlocks).evidence("temp_files", facts.temp_files);
    finding.because(
        "What is not in the log when something goes wrong cannot be looked up afterwards. These settings cost next to nothing on most servers. Send the "
        "commands one by one; they count after SELECT pg_reload_conf().");
    finding.fix(quiet.fix, "none").undo(quiet.undo);
    return found;
}

}  // namespace pgops
