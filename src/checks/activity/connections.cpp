// connection_saturation, connection_churn, idle_connections, temp_file_spill: what connections and sorts cost the server.
#include <algorithm>

#include "checks/configuration/setting_change.hpp"
#include "model/contention.hpp"

namespace pgops {

Findings connection_saturation(const Model& model, Memory* memory) {
    Findings found(memory);
    Server& server = model.server();
    const int percent = model.settings().value(Setting::ConnectionPercent);
    const std::int64_t reserved =
        server.server_setting("superuser_reserved_connections").number().value_or(0) + server.server_setting("reserved_connections").number().value_or(0);
    const std::optional<std::int64_t> most = server.server_setting("max_connections").number();
    std::int64_t used = 1, active = 0;  // the own one
    for (const Session& session : model.sessions()) {
        if (session.kind != SessionKind::Client) continue;
        ++used;
        active += session.state == SessionState::Active ? 1 : 0;
    }
    if (const std::int64_t open = most.value_or(0) - reserved; open > 0 && used * 100 >= open * percent) {
        Finding& finding = found.add(Object{.text = "max_connections"}, used * 100 >= open * 95 ? Severity::High : Severity::Medium);
        finding.says(grouped(used), " of ", grouped(open), " connections in use").evidence("used", used).evidence("active", active);
        finding.evidence("max_connections", *most).evidence("reserved", reserved);
        finding.because("When the rest is taken, new clients are refused, and the application is down. ",
                        active * 4 < used ? "Most of them do nothing: a pooler (PgBouncer, or the "
                                            "application's own) serves as many clients with far fewer connections."
                                          : "Most of them are at work: look for what makes them slow or waits, before allowing more.");
    }
    for (const ConnectionLimit& limit : server.contention().limits) {
        if (limit.used * 100 < limit.limit * percent) continue;
        Finding& finding =
            found.add(Object{.text = concat(memory, limit.kind, " ", limit.quoted)}, limit.used >= limit.limit ? Severity::High : Severity::Medium);
        finding.says(grouped(limit.used), " of ", grouped(limit.limit), " connections in use").evidence("used", limit.used).evidence("limit", limit.limit);
        finding.because("The ", limit.kind, " has a connection limit of its own, and more clients are refused once it is reached.");
    }
    return found;
}

Findings connection_churn(const Model& model, Memory* memory) {
    Findings found(memory);
    for (const DatabaseSessions& database : model.server().contention().databases) {
        if (database.since == kUnknownTime || model.now() - database.since < kHour || database.sessions < 10'000) continue;
        const double per_second = static_cast<double>(database.sessions) / (static_cast<double>(model.now() - database.since) / kSecond);
        const double seconds = database.session_milliseconds / 1000 / static_cast<double>(database.sessions);
        if (per_second < 1 || seconds > 10) continue;
        Finding& finding = found.add(Object{.text = concat(memory, "database ", database.name)}, per_second >= 10 ? Severity::Medium : Severity::Low);
        finding.identity(database.name).says(decimal(per_second, 1), " new connections per second").confidence(Confidence::Estimated);
        finding.evidence("per_second", per_second).evidence("sessions", database.sessions).evidence("seconds_each", seconds);
        finding.because("Each new connection costs the server a process, and the client a handshake and a login, for a session of ", decimal(seconds, 1),
                        " s on average. A pooler (PgBouncer, or the application's own) keeps them open.");
    }
    return found;
}

Findings idle_connections(const Model& model, Memory* memory) {
    Findings found(memory);
    const Microseconds age = model.settings().duration(Setting::IdleConnectionAge);
    std::int64_t idle = 0, all = 0;
    for (const Session& session : model.sessions()) {
        if (session.kind != SessionKind::Client) continue;
        ++all;
        if (session.state == SessionState::Idle && session.state_change != kUnknownTime && model.now() - session.state_change >= age) ++idle;
    }
    if (idle <= model.settings().value(Setting::IdleConnections)) return found;
    Finding& finding =
        found.add(Object{.text = "sessions"}, Severity::Low).says(grouped(idle), " of ", grouped(all), " sessions idle for ", human_duration(age));
    finding.evidence("idle", idle).evidence("sessions", all);
    finding.because(
        "Each keeps a process with its caches of catalogs and plans, and makes snapshots of the others dearer. A pooler, or a smaller pool in the application, "
        "does with "
        "fewer.");
    return found;
}

Findings temp_file_spill(const Model& model, Memory* memory) {
    Findings found(memory);
    const Contention& facts = model.server().contention();
    if (facts.temp_files == 0) return found;
    if (facts.since == kUnknownTime) {
        found.left_out("it is unknown since when temporary files are counted");
        return found;
    }
    const double days = std::max(static_cast<double>(model.now() - facts.since) / kDay, 1.0 / 24);
    const double per_day = facts.temp_bytes / days, each = facts.temp_bytes / static_cast<double>(facts.temp_files);
    if (per_day < static_cast<double>(model.settings().bytes(Setting::TempFileBytes))) return found;
    Finding& finding =
        found.add(Object{.text = model.database_quoted()}, per_day >= 100.0 * kGigabyte ? Severity::Medium : Severity::Low).confidence(Confidence::Estimated);
    finding.says(human_bytes(static_cast<std::int64_t>(per_day)), " a day in temporary files");
    finding.evidence("bytes_per_day", per_day).evidence("files", facts.temp_files).evidence("bytes_each", each);
    finding.evidence("work_mem", model.server().server_setting("work_mem").value);
    Vector<std::string_view> statements(memory);
    for (const SpillingStatement& one : facts.spilling)
        statements.push_back(concat(memory, human_bytes(static_cast<std::int64_t>(one.bytes)), " in ", grouped(one.calls),
                                    plural(one.calls, " call: ", " calls: "), one_line(memory, one.text)));
    if (!facts.statements_unknown.empty()) finding.evidence("statements_unknown", facts.statements_unknown);
    else finding.evidence("statements", span_of(statements));
    // A sort needs in memory about twice of what it writes to disk, a hash more (the manual on log_temp_files leaves it open; measured).
    if (!facts.spilling.empty()) {
        const SpillingStatement& first = facts.spilling.front();
        const auto enough = static_cast<std::int64_t>(2.5 * first.bytes / static_cast<double>(std::max<std::int64_t>(first.calls, 1)));
        finding.evidence("work_mem_enough_bytes", enough).evidence("queryid", concat(memory, first.identifier));
    }
    finding.because("Sorts and hashes that do not fit into work_mem go to disk, ", human_bytes(static_cast<std::int64_t>(each)),
                    " each on average; in memory the same rows take two to three times as much. Set work_mem for the role or query that does it, not for all: "
                    "log_temp_files "
                    "names the statements, temp_blks_written in pg_stat_statements sums them up.");
    return found;
}

}  // namespace pgops
