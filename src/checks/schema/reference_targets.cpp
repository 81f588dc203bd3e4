#include "checks/schema/reference_targets.hpp"

#include <algorithm>
#include <tuple>

namespace pgops {

namespace {

constexpr std::string_view kKeyWords[] = {"id", "uuid", "guid", "oid", "pk", "fk", "ref"};
// A key of such a name says nothing without its table's.
constexpr std::string_view kPlainKeys[] = {"id",   "uuid", "guid",  "key",   "oid",  "pk",       "name", "code",     "number", "no",
                                           "nr",   "slug", "title", "email", "hash", "token",    "url",  "path",     "label",  "type",
                                           "date", "time", "value", "login", "sha",  "checksum", "sid",  "record_id"};
constexpr std::string_view kPersons[] = {"user", "person", "people", "account", "member", "employee"};
constexpr Vocabulary kKey(kKeyWords), kPlain(kPlainKeys);
constexpr std::size_t kMostAlike = 4;  // tables whose names end alike: more say nothing

bool is_key_for_references(const Table& table, const Column& column) {
    return std::ranges::any_of(table.indexes, [&](const Index& index) {
        return index.unique && index.valid && !index.deferrable && index.predicate == 0 && index.key_count == 1 &&
               index.keys.front().column_number == column.number;
    });
}

std::ptrdiff_t count_of_keys(const Table& table) {
    return std::ranges::count_if(table.columns, [&](const Column& column) { return is_key_for_references(table, column); });
}

// "kunden" -> "kunde", "bestellungen" -> "bestellung": plurals of other languages; "taskinfo", "task_entity": words that add nothing.
std::string_view without_ending(std::string_view words, std::string_view ending) {
    const std::size_t last = last_word(words).size();
    if (!words.ends_with(ending) || words.size() < ending.size() + 4 || last < ending.size()) return {};
    const std::string_view rest = words.substr(0, words.size() - ending.size());
    return rest.ends_with('_') ? rest.substr(0, rest.size() - 1) : last >= ending.size() + 4 ? rest : std::string_view{};
}

}  // namespace

std::string_view without_key_words(std::string_view words) {
    while (has_several_words(words) && kKey.has(last_word(words))) words = without_last_word(words);
    return has_several_words(words) && first_word(words) == "fk" ? without_first_word(words) : words;
}

bool is_key_word(std::string_view words) { return kKey.has(words); }

bool can_refer(const Column& column, const Column& key) {
    const KeyKind a = key_kind_of(column), b = key_kind_of(key);
    return a == b && a != KeyKind::None;
}

ReferenceTargets::ReferenceTargets(const Model& model, Memory* memory) : entries_(memory), persons_(memory), memory_(memory) {
    for (const Table& table : model.tables()) {
        if (!is_judged_for_design(table)) continue;
        const std::string_view table_words = table.words;
        for (const Column& column : table.columns) {
            if (!is_key_for_references(table, column)) continue;
            const bool primary = is_whole_primary_key(table, column) || (table.primary_key() == nullptr && count_of_keys(table) == 1);
            add(table, column, table_words, column.own_words(), primary);
            if (primary) add_person(column, table_words);
        }
    }
    polled_sort(model.server(), entries_,
                [](const Entry& a, const Entry& b) { return std::tie(a.words, a.match, a.schema) < std::tie(b.words, b.match, b.schema); });
    std::ranges::stable_sort(persons_, {}, &Person::rank);
}

void ReferenceTargets::add(const Table& table, const Column& key, std::string_view table_words, std::string_view key_words, bool primary) {
    if (table_words.empty() || key_words.empty()) return;
    const auto entry = [&](std::string_view words, NameMatch match, bool with_key = false) {
        // What is left of a table's name may look like a key of something else: "act_id" of "act_id_info".
        const bool like_a_key = match != NameMatch::Key && !with_key && has_several_words(words) && kKey.has(last_word(words));
        if (!words.empty() && !like_a_key) entries_.push_back({words, match, table.schema, &key, with_key});
    };
    const bool is_reference = foreign_key_of(table, key) != nullptr;
    entry(concat(memory_, table_words, "_", key_words), NameMatch::TableAndKey, true);
    if (primary) {
        const std::string_view whole = key.words;
        if (!is_reference && !kPlain.has(whole) && has_several_words(whole))
            entry(whole, NameMatch::Key, kKey.has(last_word(whole)) || ends_with_words(table_words, without_last_word(whole)));
        entry(table_words, NameMatch::Table);
        for (const std::string_view ending : {"n", "en", "e"}) entry(without_ending(table_words, ending), NameMatch::Table);
        for (const std::string_view ending : {"info", "entity", "master", "definition"}) entry(without_ending(table_words, ending), NameMatch::PartOfTable);
    }
    for (std::string_view rest = without_first_word(table_words); !rest.empty(); rest = without_first_word(rest)) {
        if (primary) entry(rest, NameMatch::PartOfTable);
        entry(concat(memory_, rest, "_", key_words), NameMatch::PartOfTable, true);
    }
}

void ReferenceTargets::add_person(const Column& key, std::string_view table_words) {
    for (std::size_t i = 0; i < std::size(kPersons); ++i)
        if (last_word(table_words) == kPersons[i]) {
            const std::size_t words = static_cast<std::size_t>(std::ranges::count(table_words, '_'));
            if (words < 2) persons_.push_back({2 * i + words, &key});
        }
}

const Column* ReferenceTargets::person(const Column& column) const {
    for (const Person& person : persons_)
        if (can_refer(column, *person.key)) return person.key;
    return nullptr;
}

std::optional<Target> ReferenceTargets::find(const Table& own, const Column& column, std::string_view words, bool by_name_alone) const {
    const auto named = std::ranges::equal_range(entries_, words, {}, &Entry::words);
    if (named.empty()) return std::nullopt;
    for (const NameMatch match : {NameMatch::TableAndKey, NameMatch::Table, NameMatch::Key, NameMatch::PartOfTable}) {
        const auto found = std::ranges::equal_range(named, match, {}, &Entry::match);
        const auto fits = [&](const Entry& entry) { return entry.key != &column && can_refer(column, *entry.key); };
        const auto here = std::ranges::equal_range(found, own.schema, {}, &Entry::schema);
        const auto& nearest = here.empty() ? found : here;
        if (nearest.empty() || nearest.size() > kMostAlike) continue;
        // Of "lcr_rule" and "dr_rule", "lcr_goal" means the former.
        const auto is_kin = [&](const Entry& entry) {
            return fits(entry) && entry.key->table != &own && first_word(entry.key->table->words) == first_word(own.words);
        };
        const bool has_kin = std::ranges::any_of(nearest, is_kin);
        const auto may_be_meant = [&](const Entry& entry) { return has_kin ? is_kin(entry) : fits(entry); };
        const auto best = std::ranges::find_if(nearest, may_be_meant);
        if (best == nearest.end()) continue;
        const auto others = std::ranges::count_if(nearest, [&](const Entry& entry) { return may_be_meant(entry) && entry.key->table != best->key->table; });
        return Target{best->key, match, 0, others > 0, by_name_alone && !best->with_key};
    }
    return std::nullopt;
}

std::optional<Target> ReferenceTargets::of(const Table& own, const Column& column, std::string_view words) const {
    std::size_t before = 0;
    for (std::string_view rest = words; !rest.empty(); rest = without_first_word(rest), ++before) {
        if (before > 0 && (kPlain.has(rest) || kKey.has(rest))) break;
        const std::string_view stem = without_key_words(rest);
        std::optional<Target> target = find(own, column, rest, stem == rest);
        // A table of the name says more than a key of the name, which several tables may have.
        if (stem != rest && (!target || target->match == NameMatch::Key))
            if (const std::optional<Target> table = find(own, column, stem, false); table && (!target || table->match == NameMatch::Table)) target = table;
        // "node_a_id", "node_b_id": rows of one table.
        if (!target && last_word(stem).size() == 1) target = find(own, column, without_last_word(stem), stem == rest);
        if (!target) continue;
        target->words_before = before;
        return target;
    }
    return std::nullopt;
}

}  // namespace pgops
