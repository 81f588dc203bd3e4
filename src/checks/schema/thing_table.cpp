// One table that holds a row for each thing of whatever kind, to which the tables of the kinds and half the schema point.
#include <algorithm>

#include "checks/schema/attribute_columns.hpp"
#include "checks/schema/reference_suspects.hpp"
#include "checks/schema/table_names.hpp"

namespace pgops {

namespace {

constexpr double kThreshold = 5;  // chosen on the schemas of 24 published applications: doc/checks/thing_table.md

constexpr double kMostByPointers = 2;  // that pointers add to a score

constexpr std::string_view kThingWords[] = {"thing", "object", "entity", "principal", "party", "node", "resource"};
constexpr std::string_view kKindWords[] = {"type", "class", "kind", "dtype", "discriminator", "subclass", "subtype", "clazz"};
constexpr Vocabulary kThing(kThingWords), kKind(kKindWords);

struct Things {
    const Table* table = nullptr;
    const Column* kind = nullptr;  // that says of what kind a row is
    std::size_t children = 0;      // tables that share its key and are called otherwise
    std::size_t pointers = 0;      // tables that point to it
    std::size_t columns = 0;       // that say something of the thing
    Score score{};
};

// "object_type_id", "dtype", "table_name": 2 for a list of tables, 1 for another kind.
int kind_of_rows(const Column& column, std::string_view words) {
    const KeyKind kind = key_kind_of(column);
    if (kind == KeyKind::None && !is_enum(column) && column.base->id != type_id::kName && column.base->name != "regclass") return 0;
    if (words == "table_name" || words == "tablename" || words == "table" || column.base->name == "regclass") return 2;
    const std::string_view last = last_word(words),
                           core = has_several_words(words) && (last == "id" || last == "name" || last == "code") ? without_last_word(words) : words;
    return kKind.has(last_word(core)) ? 1 : 0;
}

// A table whose primary key is a foreign key to this one: a kind of thing, unless it is called after it ("team", "team_email").
bool shares_key(const Constraint& foreign_key) {
    const Constraint* const key = foreign_key.table->primary_key();
    return key != nullptr && key->columns.size() == 1 && std::ranges::equal(key->columns, foreign_key.columns);
}

class Judge {
 public:
    Judge(const Model& model, Memory* memory) : model_(model), memory_(memory), names_(model, memory), tables_(0) {
        for (const Table& table : model.tables()) tables_ += is_judged_for_design(table) ? 1 : 0;
    }

    Things judge(const Table& table) const {
        Things things{&table};
        things.columns = count_of_core_columns(table, Vector<ValueColumn>(memory_)) - 1;
        count_pointers(things);
        int kind = 0;
        for (const Column& column : table.columns)
            if (const int found = kind_of_rows(column, column.own_words()); found > kind) {
                kind = found;
                things.kind = &column;
            }
        if (things.kind != nullptr && things.columns > 0) --things.columns;
        Score& score = things.score;
        if (kind == 2) score.add(2.5, "a column says what table a row belongs to");
        else if (kind == 1) score.add(1.5, "a column says of what kind a row is");
        if (things.children >= 3) score.add(3, "three tables or more share its key");
        else if (things.children == 2) score.add(2, "two tables share its key");
        const bool called = is_called_thing(table.words);
        score.add(called ? 1.5 : -2, called ? "its name says nothing of what it holds" : "its name is that of something");
        if (things.columns <= 3) score.add(1.5, "it has few columns of its own");
        else if (things.columns == 4) score.add(1, "it has few columns of its own");
        else if (things.columns > 8) score.add(-1, "it has many columns of its own");
        return things;
    }

    // Both kinds of pointers: those that are checked, and those that only names tell of.
    void weigh_pointers(Things& things, std::size_t suspects) const {
        things.pointers += suspects;
        if (things.pointers >= 5 && things.pointers * 12 >= tables_) things.score.add(kMostByPointers, "many tables point to it");
        else if (things.pointers >= 5) things.score.add(1, "several tables point to it");
        else if (things.pointers >= 2) things.score.add(0.5, "tables point to it");
    }

    static bool may_be(const Things& things) { return things.kind != nullptr || things.children >= 2; }

 private:
    // "objects", "app_objects" where most tables begin so, "businessentity"; but a "customer_entity" is a customer.
    bool is_called_thing(std::string_view words) const {
        const std::string_view last = last_word(words), before = without_last_word(words);
        if (before.empty()) return kThing.has(last) || last.ends_with("entity") || (last.size() > 8 && last.ends_with("object"));
        return kThing.has(last) && !has_several_words(before) && names_.count_starting_with(before) * 2 > tables_;
    }

    void count_pointers(Things& things) const {
        FlatSet<ObjectId> pointing(memory_);
        for (const Constraint* const foreign_key : things.table->referenced_by) {
            model_.server().poll();
            if (foreign_key->table == things.table || foreign_key->of_parent || foreign_key->table->is_partition) continue;
            if (!pointing.insert(foreign_key->table_id).second) continue;
            const std::string_view own = things.table->words, other = foreign_key->table->words;
            const bool called_after = other.starts_with(own) || ends_with_words(other, last_word(own));
            if (shares_key(*foreign_key) && !called_after) ++things.children;
        }
        things.pointers = pointing.size();
    }

    const Model& model_;
    Memory* memory_;
    TableNames names_;
    std::size_t tables_;
};

FlatMap<ObjectId, std::size_t> count_suspects(const Model& model, Memory* memory) {
    FlatMap<ObjectId, std::size_t> counts(memory);
    FlatSet<std::pair<ObjectId, ObjectId>> seen(memory);
    for (const ReferenceSuspect& suspect : reference_suspects(model, memory)) {
        const ObjectId from = suspect.column->table_id, to = suspect.key->table_id;
        if (from != to && seen.insert({to, from}).second) ++counts[to];
    }
    return counts;
}

void describe(const Model& model, Findings& found, const Things& things, Memory* memory) {
    const Table& table = *things.table;
    Finding& finding = found.add(table, severity_of_design(model, table)).confidence(Confidence::Review);
    finding.says("one table of all things, ", things.pointers, things.pointers == 1 ? " points to it" : " point to it");
    if (things.kind != nullptr) finding.evidence("kind", things.kind->name);
    finding.evidence("tables_sharing_its_key", things.children).evidence("tables_pointing_to_it", things.pointers).evidence("own_columns", things.columns);
    if (const std::optional<double> rows = table.estimated_rows()) finding.evidence("rows", static_cast<std::int64_t>(*rows));
    tell(finding, things.score, kThreshold, memory);
    finding.because(
        "A foreign key to it says only that something is there, not what: an order may point to a user's row as a customer. Each insert of whatever kind "
        "writes here, too, each read joins with it, and its statistics are of all kinds mixed. Point to the tables of the kinds themselves, and "
        "give each its own key.");
}

}  // namespace

Findings thing_table(const Model& model, Memory* memory) {
    Findings found(memory);
    const Judge judge(model, memory);
    Vector<Things> candidates(memory);
    for (const Table& table : model.tables()) {
        if (!is_judged_for_design(table)) continue;
        const Things things = judge.judge(table);
        if (Judge::may_be(things) && things.score.total() >= kThreshold - kMostByPointers) candidates.push_back(things);
    }
    if (candidates.empty()) return found;
    const FlatMap<ObjectId, std::size_t> suspects = count_suspects(model, memory);
    for (Things& things : polled(model.server(), candidates)) {
        const auto known = suspects.find(things.table->id);
        judge.weigh_pointers(things, known != suspects.end() ? known->second : 0);
        if (things.score.total() >= kThreshold) describe(model, found, things, memory);
    }
    return found;
}

}  // namespace pgops
