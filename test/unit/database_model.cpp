// The other half of the fixture: from what a test declared to a model, and from a check to what it found.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "database.hpp"
#include "finding_form.hpp"

namespace pgops::test {

namespace {

template <class T>
std::span<const T> span_over(const std::vector<T>& elements) {
    return {elements.data(), elements.size()};
}

std::string text_of(const Value& value) {
    switch (value.kind) {
        case Value::Kind::Null: return "null";
        case Value::Kind::Text: return std::string(value.text);
        case Value::Kind::Integer: return std::to_string(value.integer);
        case Value::Kind::Boolean: return value.boolean ? "true" : "false";
        case Value::Kind::Real: {
            std::string number(decimal(value.real, 3).view());
            if (number.find('.') != std::string::npos) number.erase(number.find_last_not_of('0') + 1);
            if (number.ends_with('.')) number.pop_back();
            return number;
        }
        case Value::Kind::List: break;
    }
    std::string list;
    for (const std::string_view item : value.list) list.append(list.empty() ? "" : ", ").append(item);
    return list;
}

}  // namespace

std::string Seen::evidence(std::string_view name) const {
    for (const Evidence& item : finding->evidence())
        if (item.name == name) return text_of(item.value);
    return "(absent)";
}

Texts Found::objects() const {
    Texts objects;
    for (const Seen& seen : rows) objects.push_back(seen.object());
    return objects;
}

Texts Found::keys() const {
    Texts keys;
    for (const Seen& seen : rows) keys.push_back(seen.key);
    return keys;
}

const Seen& Found::of(std::string_view object) const {
    const Seen* one = nullptr;
    for (const Seen& seen : rows) {
        if (seen.object() == object && one != nullptr) throw std::logic_error("two findings of " + std::string(object));
        if (seen.object() == object) one = &seen;
    }
    if (one == nullptr) throw std::logic_error("no finding of " + std::string(object));
    return *one;
}

const Seen& Found::only() const {
    if (rows.size() != 1) throw std::logic_error(std::to_string(rows.size()) + " findings where one was expected");
    return rows.front();
}

Database::Database() {
    const auto built_in = [&](ObjectId id, std::string_view type_name, char category, std::int16_t length, std::uint8_t alignment) {
        types_.push_back({{.id = id, .name = type_name, .category = category}, length, alignment});
    };
    built_in(type_id::kBool, "bool", 'B', 1, 1);
    built_in(type_id::kBytea, "bytea", 'U', -1, 4);
    built_in(type_id::kName, "name", 'S', 64, 1);
    built_in(type_id::kInt8, "int8", 'N', 8, 8);
    built_in(type_id::kInt2, "int2", 'N', 2, 2);
    built_in(type_id::kInt4, "int4", 'N', 4, 4);
    built_in(type_id::kText, "text", 'S', -1, 4);
    built_in(type_id::kJson, "json", 'U', -1, 4);
    built_in(type_id::kXml, "xml", 'U', -1, 4);
    built_in(type_id::kFloat4, "float4", 'N', 4, 4);
    built_in(type_id::kFloat8, "float8", 'N', 8, 8);
    built_in(type_id::kOid, "oid", 'N', 4, 4);
    built_in(type_id::kMoney, "money", 'N', 8, 8);
    built_in(type_id::kInet, "inet", 'I', -1, 4);
    built_in(type_id::kBpchar, "bpchar", 'S', -1, 4);
    built_in(type_id::kVarchar, "varchar", 'S', -1, 4);
    built_in(type_id::kDate, "date", 'D', 4, 4);
    built_in(type_id::kTime, "time", 'D', 8, 8);
    built_in(type_id::kTimestamp, "timestamp", 'D', 8, 8);
    built_in(type_id::kTimestamptz, "timestamptz", 'D', 8, 8);
    built_in(type_id::kInterval, "interval", 'T', 16, 8);
    built_in(type_id::kTimetz, "timetz", 'D', 12, 8);
    built_in(type_id::kNumeric, "numeric", 'N', -1, 4);
    built_in(type_id::kUuid, "uuid", 'U', 16, 1);
    built_in(type_id::kJsonb, "jsonb", 'U', -1, 4);
    built_in(type_id::kTsvector, "tsvector", 'U', -1, 4);
    server.time = kNow;
    server.created_otherwise = kNow - 400 * kDay;
    database(name).is_current = true;
}

const Database::StoredType& Database::stored_type(ObjectId id) const {
    const auto found = std::ranges::find_if(types_, [&](const StoredType& stored) { return stored.type.id == id; });
    if (found == types_.end()) throw std::invalid_argument("no type " + std::to_string(id));
    return *found;
}

const Type& Database::type_of(ObjectId id) const { return stored_type(id).type; }

Column Database::stored_as(ObjectId type) const {
    const StoredType& stored = stored_type(type);
    Column column;
    column.type_id = type;
    column.length = stored.length;
    column.alignment = stored.alignment;
    return column;
}

ObjectId Database::type(std::string_view type_name, char category, std::int16_t length, std::uint8_t alignment) {
    const ObjectId id = next_id();
    types_.push_back({{.id = id, .name = keep(type_name), .category = category}, length, alignment});
    return id;
}

ObjectId Database::domain(std::string_view type_name, ObjectId over, std::int32_t modifier) {
    const StoredType below = stored_type(over);
    const ObjectId id = type(type_name, below.type.category, below.length, below.alignment);
    Type& made = types_.back().type;
    made.kind = TypeKind::Domain;
    made.domain_over_id = over;
    made.domain_modifier = modifier;
    return id;
}

ObjectId Database::enumeration(std::string_view type_name) {
    const ObjectId id = type(type_name, 'E', 4, 4);
    types_.back().type.kind = TypeKind::Enum;
    return id;
}

ObjectId Database::array_of(ObjectId element) {
    const ObjectId id = type("_" + std::string(type_of(element).name), 'A', -1, stored_type(element).alignment == 8 ? 8 : 4);
    types_.back().type.element_id = element;
    return id;
}

TableBuilder& Database::table(std::string_view qualified) {
    const std::size_t dot = qualified.find('.');
    TableBuilder& made = tables.emplace_back(TableBuilder{.database = this});
    made.fact.id = next_id();
    made.fact.schema = dot == std::string_view::npos ? "public" : keep(qualified.substr(0, dot));
    made.fact.name = keep(dot == std::string_view::npos ? qualified : qualified.substr(dot + 1));
    made.fact.quoted = keep(quoted_identifier(made.fact.schema) + "." + quoted_identifier(made.fact.name));
    made.fact.qualified = keep(std::string(made.fact.schema) + "." + std::string(made.fact.name));
    made.fact.size_bytes = 0;
    return made;
}

SequenceBuilder& Database::sequence(std::string_view qualified) {
    const std::size_t dot = qualified.find('.');
    SequenceBuilder& made = sequences.emplace_back(SequenceBuilder{.server = &server});
    made.fact.id = next_id();
    made.fact.schema = dot == std::string_view::npos ? "public" : keep(qualified.substr(0, dot));
    made.fact.name = keep(dot == std::string_view::npos ? qualified : qualified.substr(dot + 1));
    made.fact.quoted = keep(quoted_identifier(made.fact.schema) + "." + quoted_identifier(made.fact.name));
    return made.of_type(type_id::kInt8, INT64_MAX);
}

Role& Database::role(std::string_view role_name, bool superuser) {
    const auto found = std::ranges::find_if(roles, [&](const Role& known) { return known.name == role_name; });
    if (found != roles.end()) return *found;
    return roles.emplace_back(Role{next_id(), keep(role_name), keep(quoted_identifier(role_name)), superuser, true});
}

pgops::Database& Database::database(std::string_view database_name) {
    pgops::Database& made = databases.emplace_back();
    made.id = next_id();
    made.name = keep(database_name);
    made.quoted = keep(quoted_identifier(database_name));
    return made;
}

Session& Database::session(std::string_view role_name, std::string_view application) {
    Session made;
    made.pid = 1000 + static_cast<std::int32_t>(sessions.size());
    made.state = SessionState::Idle;
    made.role_id = role(role_name).id;
    made.role = keep(role_name);
    made.application = keep(application);
    made.database_id = databases.front().id;
    made.database = name;
    made.client = "local";
    made.backend_start = now - kDay;
    made.state_change = now - kDay;
    return sessions.emplace_back(made);
}

void Database::add_tables(Facts& facts) {
    for (TableBuilder& table : tables) {
        facts.tables.push_back(table.fact);
        if (table.toast) facts.toast_tables.push_back(*table.toast);
        for (const ColumnBuilder& column : table.columns) {
            facts.columns.push_back(column.fact);
            if (column.figures) facts.statistics.push_back({table.fact.id, column.fact.number, column.sums_up_children, *column.figures});
            if (!column.default_fact) continue;
            facts.defaults.push_back(*column.default_fact);
            facts.defaults.back().table_id = table.fact.id;
            facts.defaults.back().column_number = column.fact.number;
        }
        for (IndexBuilder& index : table.indexes) {
            index.fact.keys = span_over(index.keys);
            index.fact.used_columns = span_over(index.used_columns);
            index.fact.predicate_not_null = span_over(index.predicate_not_null);
            facts.indexes.push_back(index.fact);
            for (std::size_t i = 0; i < index.stored.size(); ++i) {
                facts.columns.push_back(index.stored[i]);
                if (index.figures[i]) facts.statistics.push_back({index.fact.id, index.stored[i].number, false, *index.figures[i]});
            }
        }
        for (ConstraintBuilder& constraint : table.constraints) {
            constraint.fact.columns = span_over(constraint.columns);
            constraint.fact.referenced_columns = span_over(constraint.referenced_columns);
            constraint.fact.equality_operators = span_over(constraint.operators);
            facts.constraints.push_back(constraint.fact);
        }
    }
}

Model& Database::model(Memory* memory) {
    Facts& facts = make_in<Facts>(memory, memory);
    for (const StoredType& stored : types_) facts.types.push_back(stored.type);
    for (const SequenceBuilder& sequence : sequences) facts.sequences.push_back(sequence.fact);
    add_tables(facts);
    facts.operators.assign(operators.begin(), operators.end());
    facts.disabled_triggers.assign(disabled_triggers.begin(), disabled_triggers.end());
    facts.rules.assign(rules.begin(), rules.end());
    facts.roles.assign(roles.begin(), roles.end());
    facts.databases.assign(databases.begin(), databases.end());
    facts.sessions.assign(sessions.begin(), sessions.end());
    facts.prepared_transactions.assign(prepared.begin(), prepared.end());
    facts.slots.assign(slots.begin(), slots.end());
    facts.extensions.assign(extensions.begin(), extensions.end());
    write_down(facts.own);
    facts.settings = settings;
    facts.now = now;
    facts.counters_since = counters_since;
    facts.database_name = facts.database_quoted = name;
    facts.in_recovery = in_recovery;
    facts.wal_receivers = replicas;
    return make_in<Model>(memory, facts, server, memory);
}

Found Database::findings_of(std::string_view check_id) {
    if (const Check* const check = find_check(check_id)) return findings_of(check_id, check->run);
    throw std::invalid_argument("no check " + std::string(check_id));
}

Found Database::findings_of(std::string_view check_id, CheckFunction check) {
    const Findings* const findings = &make_in<Findings>(&memory_, check(model(), &memory_));
    Found found{.rows = {}, .left_out = std::string(findings->left_out())};
    expect_singular(found.left_out, check_id);
    std::set<std::string> keys;
    for (const Finding& finding : findings->rows()) {
        found.rows.push_back({&finding, std::string(finding.key(check_id))});
        expect_form(found.rows.back());
        EXPECT_TRUE(keys.insert(found.rows.back().key).second) << "two findings have the key " << found.rows.back().key;
    }
    return found;
}

}  // namespace pgops::test
