// Autovacuum switched off, for the server or for a table: dead rows stay, statistics age, transaction ids run out.
#include "checks/sql.hpp"

namespace pgops {

Findings autovacuum_disabled(const Model& model, Memory* memory) {
    Findings found(memory);
    if (model.server().setting("autovacuum") == "off") {
        Finding& finding = found.add(Object{.text = "autovacuum"}, Severity::High).says("autovacuum is off for the whole server");
        finding.because(
            "Dead rows stay, tables and indexes grow, statistics age, and only the emergency vacuum against transaction id wraparound is left. The command "
            "counts after SELECT pg_reload_conf().");
        finding.fix(alter_system(memory, "autovacuum", "on"), "none").undo(alter_system(memory, "autovacuum", "off"));
    }
    if (model.server().setting("track_counts") == "off") {
        Finding& finding = found.add(Object{.text = "track_counts"}, Severity::High).says("track_counts is off: autovacuum cannot start");
        finding.because(
            "Dead and changed rows are not counted, so autovacuum knows of no table that needs it, and every figure of pg_stat_user_tables stands still. The "
            "command counts after SELECT pg_reload_conf().");
        finding.fix(alter_system(memory, "track_counts", "on"), "none").undo(alter_system(memory, "track_counts", "off"));
    }
    for (const Table& table : model.tables()) {
        if (table.autovacuum_enabled || !table.has_storage()) continue;
        const std::int64_t writes = table.counters.updated + table.counters.deleted;
        const bool small = model.total_bytes(table) < model.settings().bytes(Setting::MinRelationSize);
        const std::int64_t dead = table.counters.dead_rows;
        Finding& finding = found.add(table, small ? Severity::Low : Severity::Medium);
        finding.says("autovacuum is off, ", grouped(dead), plural(dead, " dead row", " dead rows"));
        finding.evidence("dead_rows", dead).evidence("updates_and_deletes", writes).evidence("total_bytes", model.total_bytes(table));
        finding.because(
            "Its storage parameter autovacuum_enabled is off: nobody removes its dead rows or refreshes its statistics unless a job of yours does. Setting the "
            "scale factors tames autovacuum without losing it.");
        finding.fix(concat(memory, "ALTER TABLE ", table.quoted, " RESET (autovacuum_enabled);"), lock_on(memory, "SHARE UPDATE EXCLUSIVE", table));
        finding.undo(concat(memory, "ALTER TABLE ", table.quoted, " SET (autovacuum_enabled = false);"));
    }
    return found;
}

}  // namespace pgops
