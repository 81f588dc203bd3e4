// pg_trigger and pg_rewrite: the triggers that are switched off, and the rules on tables.
#include "pg/catalog_reader.hpp"
#include "pg/catalog_scan.hpp"

namespace pgops {

namespace {

const CatalogReader::Place* place_of_table(CatalogReader& reader, Oid relation) {
    const CatalogReader::Place* const place = reader.find(relation);
    return place != nullptr && !place->is_index ? place : nullptr;
}

void read_disabled_triggers(CatalogReader& reader) {
    scan_catalog(TriggerRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_trigger>(tuple);
        if (row.tgenabled != TRIGGER_DISABLED || place_of_table(reader, row.tgrelid) == nullptr) return;
        DisabledTrigger trigger;
        trigger.id = row.oid;
        trigger.table_id = row.tgrelid;
        trigger.constraint_id = row.tgconstraint;
        trigger.parent_id = row.tgparentid;
        trigger.name = reader.text(row.tgname);
        trigger.quoted = reader.quoted(trigger.name, NameStr(row.tgname));
        trigger.internal = row.tgisinternal;
        reader.facts.disabled_triggers.push_back(trigger);
    });
}

void read_rules(CatalogReader& reader) {
    scan_catalog(RewriteRelationId, reader.snapshot, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_rewrite>(tuple);
        const bool is_the_view = row.ev_type == '0' + CMD_SELECT;
        if (is_the_view || place_of_table(reader, row.ev_class) == nullptr) return;
        Rule rule;
        rule.id = row.oid;
        rule.table_id = row.ev_class;
        rule.name = reader.text(row.rulename);
        rule.quoted = reader.quoted(rule.name, NameStr(row.rulename));
        rule.event = row.ev_type;
        rule.instead = row.is_instead;
        rule.enabled = row.ev_enabled != RULE_DISABLED;
        reader.facts.rules.push_back(rule);
    });
}

}  // namespace

void read_triggers(CatalogReader& reader) {
    read_disabled_triggers(reader);
    read_rules(reader);
}

}  // namespace pgops
