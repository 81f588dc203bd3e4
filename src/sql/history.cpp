// pgops.take_snapshot and pgops.purge: the two that write the history.
#include <algorithm>

#include "checks/certainty.hpp"
#include "model/notice_of_news.hpp"
#include "pg/door.hpp"
#include "pg/history.hpp"
#include "pg/own_tables.hpp"
#include "pg/settings.hpp"
#include "pg/sink.hpp"
#include "sql/report_run.hpp"

namespace pgops {

namespace {

Vector<FindingForm>& forms_of(const Run& run, Memory* memory) {
    auto& forms = make_in<Vector<FindingForm>>(memory, memory);
    for (const Vector<Reported>* const list : {&run.reported, &run.muted})
        for (const Reported& each : *list)
            forms.push_back({.key = each.key,
                             .severity = name_of(each.finding->severity()),
                             .object = each.finding->object().text,
                             .headline = each.finding->headline(),
                             .impact_bytes = each.finding->impact_bytes(),
                             .muted = each.mute != nullptr});
    return forms;
}

// Transactions since the oldest that somebody keeps from VACUUM.
TransactionAge horizon_age(const Model& model) {
    TransactionAge oldest = 0;
    for (const Session& session : model.sessions())
        if (session.holds_horizon && !session.vacuuming) oldest = std::max({oldest, session.xid_age, session.xmin_age});
    for (const PreparedTransaction& transaction : model.prepared_transactions()) oldest = std::max(oldest, transaction.age);
    for (const ReplicationSlot& slot : model.slots()) oldest = std::max({oldest, slot.xmin_age, slot.catalog_xmin_age});
    return oldest;
}

const Database& this_database(const Model& model) {
    for (const Database& database : model.databases())
        if (database.is_current) return database;
    throw std::runtime_error("this database is not among the databases");
}

void write_snapshot(const ReportRun& report, const Vector<RelationFigures>& relations, Microseconds taken_at, double milliseconds, std::string_view note) {
    std::array<std::int32_t, kSeverityCount> severities{};
    for (const Reported& reported : report.run.reported) ++severities[static_cast<std::size_t>(reported.finding->severity())];
    std::int32_t failed = 0, incomplete = 0, tables = 0, indexes = 0;
    for (const CheckStatus& status : report.run.status) {
        if (status.state == CheckState::Failed) ++failed;
        else if (!status.reason.empty()) ++incomplete;
    }
    std::int64_t bytes = 0, bloat = 0;
    for (const RelationFigures& relation : relations) {
        ++(relation.kind == 'i' ? indexes : tables);
        bytes += std::max<std::int64_t>(relation.figures[Figure::Size], 0);
        bloat += std::max<std::int64_t>(relation.figures[Figure::Bloat], 0);
    }
    const Database& database = this_database(report.model);
    write(
        "INSERT INTO pgops.snapshots (taken_at, note, author, milliseconds, critical, high, medium, low, info, muted, checks_failed, checks_incomplete, "
        "tables, indexes, relation_bytes, bloat_bytes, next_xid, xid_age, multixact_age, horizon_age, statistics_since) "
        "VALUES ($1, $2, session_user, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        {time_parameter(taken_at),
         text_or_null_parameter(note),
         {FLOAT8OID, Float8GetDatum(milliseconds)},
         integer_parameter(severities[0]),
         integer_parameter(severities[1]),
         integer_parameter(severities[2]),
         integer_parameter(severities[3]),
         integer_parameter(severities[4]),
         integer_parameter(static_cast<std::int32_t>(report.run.muted.size())),
         integer_parameter(failed),
         integer_parameter(incomplete),
         integer_parameter(tables),
         integer_parameter(indexes),
         bigint_parameter(bytes),
         bigint_parameter(bloat),
         bigint_parameter(next_full_transaction_id()),
         bigint_parameter(database.xid_age),
         bigint_parameter(database.multixact_age),
         bigint_parameter(horizon_age(report.model)),
         time_parameter(report.model.counters_since().value_or(kUnknownTime))});
}

// Most urgent first, as the run has them.
std::span<const std::string_view> news_of(const Run& run, const FindingChanges& changes, Memory* memory) {
    auto& keys = make_in<Vector<std::string_view>>(memory, memory);
    for (const Reported& reported : run.reported)
        if (std::ranges::binary_search(changes.fresh, reported.key)) keys.push_back(reported.key);
    return span_of(keys);
}

Datum take_snapshot(FunctionCallInfo fcinfo) {
    lock_history();
    ReportRun& report = begin_report(nullptr);
    Memory* const memory = &report.memory;
    const std::string_view note = PG_ARGISNULL(0) ? std::string_view() : copy_text(memory, text_to_cstring(PG_GETARG_TEXT_PP(0)));
    const double milliseconds = static_cast<double>(report.model.server().clock() - report.model.now()) / 1000.0;
    const std::optional<Microseconds> before = report.model.own().last_snapshot;
    // A clock that was set back must not mix up the order.
    const Microseconds taken_at = std::max(report.model.now(), before.value_or(kUnknownTime) + 1);

    KnownHistory& known = read_history(memory);
    Vector<RelationFigures>& relations = relation_figures(report.model, memory);
    const RunCertainty& certainty = make_in<RunCertainty>(memory, report.model, report.run, memory);
    const FindingChanges& findings = compare_findings(forms_of(report.run, memory), known.open, certainty, memory);
    write_relations(compare_relations(report.model.server(), relations, known.relations, memory), taken_at, memory);
    write_findings(findings, taken_at, before.value_or(taken_at), memory);
    write_snapshot(report, relations, taken_at, milliseconds, note);
    if (!findings.fresh.empty() || findings.resolved > 0) {
        const std::string_view payload = notification_of(memory, {.database = report.model.database_name(),
                                                                  .taken_at = concat(memory, timestamp_text(taken_at)),
                                                                  .fresh = news_of(report.run, findings, memory),
                                                                  .resolved = findings.resolved,
                                                                  .findings = static_cast<int>(report.run.reported.size())});
        write("SELECT pg_notify('pgops', $1)", {text_parameter(payload)});
    }
    end_report(report);
    PG_RETURN_TIMESTAMPTZ(taken_at);
}

Datum purge(FunctionCallInfo fcinfo) {
    lock_history();
    const Settings settings = current_settings();
    const Microseconds now = GetCurrentTimestamp();
    Microseconds snapshots = now - settings.duration(Setting::KeepSnapshots), findings = now - settings.duration(Setting::KeepFindings),
                 relations = now - settings.duration(Setting::KeepRelations);
    if (!PG_ARGISNULL(0)) {
        snapshots = DatumGetTimestampTz(DirectFunctionCall2(timestamptz_mi_interval, TimestampTzGetDatum(now), PG_GETARG_DATUM(0)));
        if (snapshots > now) throw BadInput("the interval is negative", "Pass how much history is to be kept, such as '90 days'.");
        findings = relations = snapshots;
    }
    const std::int64_t snapshots_gone =
        write("DELETE FROM pgops.snapshots WHERE taken_at < $1 AND taken_at < (SELECT max(taken_at) FROM pgops.snapshots)", {time_parameter(snapshots)});
    const std::int64_t findings_gone = write("DELETE FROM pgops.finding_history WHERE until <= $1", {time_parameter(findings)});
    // Figures ended when the next ones began.
    std::int64_t relations_gone = write(
        "DELETE FROM pgops.relation_history h USING "
        "(SELECT e.relation_id, e.since, coalesce(lead(e.since) OVER (PARTITION BY e.relation_id ORDER BY e.since), r.since) AS until "
        "FROM pgops.relation_history e JOIN pgops.relations r USING (relation_id)) ended "
        "WHERE h.relation_id = ended.relation_id AND h.since = ended.since AND ended.until <= $1",
        {time_parameter(relations)});
    relations_gone += write("DELETE FROM pgops.relations WHERE gone AND since <= $1", {time_parameter(relations)});

    TupleDesc description = nullptr;
    if (get_call_result_type(fcinfo, nullptr, &description) != TYPEFUNC_COMPOSITE) elog(ERROR, "purge returns a row");
    const Datum values[] = {Int64GetDatum(snapshots_gone), Int64GetDatum(findings_gone), Int64GetDatum(relations_gone)};
    const bool nulls[] = {false, false, false};
    return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(description), const_cast<Datum*>(values), const_cast<bool*>(nulls)));
}

}  // namespace

PGOPS_FUNCTION(pgops_take_snapshot) { return door(fcinfo, take_snapshot); }
PGOPS_FUNCTION(pgops_purge) { return door(fcinfo, purge); }

}  // namespace pgops
