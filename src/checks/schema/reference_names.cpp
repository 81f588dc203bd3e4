#include "checks/schema/reference_names.hpp"

namespace pgops {

namespace {

// Words for the part that a target plays, whatever it is.
constexpr std::string_view kRoleWords[] = {
    "object",   "record",      "row",        "entity",    "item",     "resource", "model",     "subject",    "target", "source",      "owner",
    "parent",   "child",       "actor",      "author",    "creator",  "sender",   "recipient", "receiver",   "member", "participant", "principal",
    "assignee", "causer",      "requester",  "related",   "linked",   "attached", "assigned",  "referenced", "scope",  "origin",      "destination",
    "instance", "association", "originator", "initiator", "mediator", "tagger",   "voter",     "follower",   "holder", "performer"};
constexpr std::string_view kPointerWords[] = {"reference", "ref", "foreign"};
constexpr std::string_view kNothingWords[] = {"object", "record", "entity", "row", "instance"};
constexpr std::string_view kClassWords[] = {"type", "class", "kind"};
constexpr std::string_view kPlaceWords[] = {"domain", "field", "model", "object", "entity"};
constexpr std::string_view kMediaWords[] = {"content", "mime", "media", "data", "file"};
constexpr std::string_view kKeyWords[] = {"id", "uuid", "guid", "key", "oid", "pk"};
constexpr std::string_view kThingsInAble[] = {"table", "variable", "cable", "timetable", "vegetable", "enable", "disable", "stable"};
constexpr Vocabulary kRole(kRoleWords), kPointer(kPointerWords), kNothing(kNothingWords), kClass(kClassWords), kPlace(kPlaceWords), kMedia(kMediaWords),
    kKey(kKeyWords), kThing(kThingsInAble);

// "commentable", "payable": what can be done to the target, not what it is.
bool is_ability(std::string_view word) { return word.size() > 5 && (word.ends_with("able") || word.ends_with("ible")) && !kThing.has(word); }

std::string_view without_class_words(std::string_view stem) {
    while (has_several_words(stem) && kClass.has(last_word(stem))) stem = without_last_word(stem);
    return stem;
}

// A foreign key to a list of types: beyond doubt where the list is one of tables, as its name says ("content_type", "object_class").
std::optional<Chooser> as_registered_chooser(const Column& column, std::string_view words, std::string_view registry) {
    const std::string_view kind = last_word(registry), of_what = last_word(without_last_word(registry));
    if (registry.starts_with("table") || ((kClass.has(kind) || kind == "model") && (kRole.has(of_what) || of_what == "content")))
        return Chooser{&column, without_class_words(without_last_word(words)), {2.5, "the other column refers to a list of tables"}, true, true};
    for (std::string_view rest = words; !rest.empty(); rest = without_last_word(rest)) {
        const std::string_view word = last_word(rest);
        if (kClass.has(word)) return Chooser{&column, without_last_word(rest), {1, "the other column refers to a list of types"}, false, true};
        if (kPlace.has(word)) return Chooser{&column, without_last_word(rest), {2, "the other column refers to a list of places"}, false, true};
    }
    return std::nullopt;
}

}  // namespace

std::optional<Reference> as_reference(const Column& column, std::string_view words, const TableNames& names) {
    const KeyKind kind = key_kind_of(column);
    const std::string_view last = last_word(words);
    const bool key_word = kKey.has(last);
    const bool role_itself = (kRole.has(last) || kPointer.has(last)) && (kind == KeyKind::Number || kind == KeyKind::Uuid);
    if (kind == KeyKind::None || (!key_word && !role_itself)) return std::nullopt;
    const std::string_view stem = key_word ? without_last_word(words) : words;
    if (stem.empty()) return std::nullopt;
    Reference reference{&column, stem, key_word, false, {}};
    const std::string_view head = last_word(stem);
    // "tenant_record" beside a table of tenants is a thing after all.
    const bool thing_of_a_table = has_several_words(stem) && (names.is_table(stem) || names.is_table(without_last_word(stem)));
    if (kPointer.has(head) || kPointer.has(first_word(stem)) || stem.starts_with("reference")) {
        reference.sign = {3, "the reference's name says no more than that it points"};
        reference.points = true;
    } else if (is_ability(head) && !names.is_table(stem)) {
        reference.sign = {3.5, "the reference's name says what can be done to its target, not what it is"};
    } else if (kRole.has(head) && !thing_of_a_table) {
        reference.sign = {2, "the reference's name is a part that rows of many tables can play"};
    } else if (!key_word || (last == "key" && kind == KeyKind::Text)) {
        return std::nullopt;  // "access_key", "sort_key" are no references
    }
    return reference;
}

std::optional<Chooser> as_chooser(const Table& table, const Column& column, std::string_view words) {
    const KeyKind kind = key_kind_of(column);
    // The server's own types for names of tables serve audit tables.
    const bool text = kind == KeyKind::Text || is_enum(column) || column.base->id == type_id::kName || column.base->name == "regclass";
    if (words.empty() || (!text && kind != KeyKind::Number)) return std::nullopt;
    const std::string_view last = last_word(words);
    const bool has_suffix = has_several_words(words) && (last == "id" || last == "key" || last == "code" || last == "name");
    const std::string_view core = has_suffix ? without_last_word(words) : words;
    const Constraint* const foreign_key = foreign_key_of(table, column);
    if (foreign_key != nullptr && foreign_key->referenced != nullptr) return as_registered_chooser(column, core, foreign_key->referenced->words);
    const std::string_view stem = without_class_words(without_last_word(core));
    if (text) {
        if (last_word(core) == "table" || (last == "name" && core.starts_with("table") && !has_several_words(core)))
            return Chooser{&column, stem, {3, "the other column holds a table's name"}, true, false};
        if ((core == "model" || core == "entity" || core == "class") && last != "id")
            return Chooser{&column, core, {last == "name" ? 2.5 : 1.5, "the other column holds a class's name"}, false, false};
    }
    if (!kClass.has(last_word(core)) || last == "name") return std::nullopt;
    return Chooser{&column, stem, {text ? 1.0 : 0.0, "the other column holds a type"}, false, false};
}

bool is_class_word(std::string_view word) { return kClass.has(word); }

bool says_nothing(std::string_view words) { return kKey.has(last_word(words)) && kNothing.has(without_last_word(words)); }

bool is_about_media(std::string_view stem) { return kMedia.has(last_word(stem)); }

}  // namespace pgops
