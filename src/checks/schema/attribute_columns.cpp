#include "checks/schema/attribute_columns.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace pgops {

namespace {

constexpr std::string_view kAttributeWords[] = {"attribute", "attr",  "property", "prop", "field",   "key",       "k",
                                                "parameter", "param", "variable", "var",  "setting", "preference"};
constexpr std::string_view kTableWords[] = {"attribute", "attr",      "property", "prop",     "meta", "metadata", "preference", "pref",
                                            "setting",   "parameter", "param",    "variable", "var",  "field",    "value",      "kv"};
constexpr std::string_view kTableEndings[] = {"prop", "meta", "attr", "param", "var", "variable"};
constexpr std::string_view kValueWords[] = {"value", "val", "v"};
constexpr std::string_view kTypeWords[] = {"int", "integer", "long",    "number", "numeric", "decimal", "float", "double",   "dbl",  "string",
                                           "str", "text",    "varchar", "char",   "bool",    "boolean", "date",  "datetime", "time", "timestamp"};
// As a whole name these are the type's; "date" or "number" alone would be something of the row.
constexpr std::string_view kTypesAsNames[] = {"int",    "integer", "long", "numeric", "decimal", "float", "double",
                                              "string", "str",     "text", "varchar", "char",    "bool",  "boolean"};
// One of several values that a row has: before and after, limits, defaults.
constexpr std::string_view kOtherValues[] = {"old",      "new",    "min",       "max",      "minimum", "maximum", "default", "previous", "current", "initial",
                                             "original", "final",  "effective", "low",      "high",    "lower",   "upper",   "start",    "end",     "from",
                                             "to",       "before", "after",     "expected", "target",  "actual",  "valid",   "allowed",  "possible"};
constexpr std::string_view kAboutValues[] = {"type", "kind", "id", "unit", "format", "class", "count"};
constexpr std::string_view kRegistryWords[] = {"type", "term", "definition"};
constexpr std::string_view kIdWords[] = {"id", "uuid", "guid"};
constexpr std::string_view kNameWords[] = {"name", "key", "login", "code", "id"};
constexpr std::string_view kKeepingWords[] = {"created", "create",   "creator", "updated",  "update",       "modified", "modify",       "changed",
                                              "change",  "deleted",  "delete",  "inserted", "archived",     "added",    "lastmodified", "lastupdated",
                                              "last",    "disabled", "tenant",  "account",  "organization", "company"};
constexpr std::string_view kOrderWords[] = {"rank",      "position", "sort",    "ordering", "order", "sequence", "weight", "priority", "sortkey",
                                            "sortorder", "ordinal",  "version", "idx",      "index", "lft",      "rgt",    "level"};
constexpr Vocabulary kAttribute(kAttributeWords), kTable(kTableWords), kValue(kValueWords), kType(kTypeWords), kTypeAsName(kTypesAsNames), kOther(kOtherValues),
    kAbout(kAboutValues), kRegistry(kRegistryWords), kId(kIdWords), kName(kNameWords), kKeeping(kKeepingWords), kOrder(kOrderWords);

std::string_view without_id(std::string_view words) { return has_several_words(words) && last_word(words) == "id" ? without_last_word(words) : words; }

// "created_by", "updated_by_id", "creator": who did it, not what it is about.
bool says_who_did_it(std::string_view words) { return last_word(without_id(words)) == "by" || without_id(words) == "creator"; }

bool is_value_type_name(std::string_view words) {
    if (words == "datatype") return true;
    if (last_word(words) != "type") return false;
    const std::string_view of_what = last_word(without_last_word(words));
    constexpr std::array kTyped{std::string_view("value"),   std::string_view("data"),      std::string_view("field"),
                                std::string_view("backend"), std::string_view("attribute"), std::string_view("property")};
    return std::ranges::find(kTyped, of_what) != kTyped.end();
}

// Names of lists: "attrs", "settings".
bool is_plural(std::string_view name) { return !name.ends_with("ss") && !name.ends_with("SS") && (name.ends_with('s') || name.ends_with('S')); }

bool have_names_of_types(const Table& table) {
    std::array<bool, 5> kinds{};
    for (const Column& column : table.columns)
        if (kTypeAsName.has(column.own_words()) && !column.not_null && foreign_key_of(table, column) == nullptr)
            kinds[static_cast<std::size_t>(data_kind_of(column))] = true;
    kinds[static_cast<std::size_t>(DataKind::Other)] = false;
    return std::ranges::count(kinds, true) >= 2;
}

std::optional<AttributeColumn> as_registered_attribute(const Column& column, std::string_view words, const Constraint& foreign_key, bool has_typed_values) {
    if (foreign_key.columns.size() > 1 || foreign_key.referenced == nullptr || foreign_key.referenced == foreign_key.table) return std::nullopt;
    bool has_types = false, has_names = false;
    for (const Column& registered : foreign_key.referenced->columns) {
        const std::string_view name = registered.words;
        has_types = has_types || (is_value_type_name(name) && foreign_key_of(*foreign_key.referenced, registered) == nullptr);
        has_names = has_names || name == "name" || name == "key" || name == "code";
    }
    if (has_types) return AttributeColumn{&column, words, true, false, {3, "the attribute is a reference to a list of attributes with their data types"}};
    const std::string_view own = last_word(words), other = last_word(foreign_key.referenced->words);
    const auto registers = [](std::string_view word) { return kAttribute.has(word) || kRegistry.has(word); };
    if ((registers(own) && own != "definition") || registers(other))
        return AttributeColumn{&column, words, true, false, {2, "the attribute is a reference to a list of attributes"}};
    if (has_typed_values || has_names) return AttributeColumn{&column, words, true, true, {1, "the attribute may be a reference to a list of named things"}};
    return std::nullopt;
}

bool is_unique_with(const Table& table, const Column& a, const Column& b) {
    return std::ranges::any_of(table.indexes, [&](const Index& index) {
        const auto has = [&](const Column& column) {
            return std::ranges::any_of(index.key_columns(), [&](const IndexKey& key) { return key.column_number == column.number; });
        };
        return index.unique && has(a) && has(b);
    });
}

std::optional<Sign> entity_sign(const Table& table, const Column& column, std::string_view words, bool keyed, bool by_reference) {
    const KeyKind kind = key_kind_of(column);
    const bool like_id =
        kind != KeyKind::None && (has_several_words(words) ? kId.has(last_word(words)) : words.size() > 2 && words.size() < 5 && words.ends_with("id"));
    const Constraint* const foreign_key = foreign_key_of(table, column);
    if ((foreign_key != nullptr && foreign_key->referenced == &table) || says_who_did_it(words)) return std::nullopt;  // a parent, an author
    const bool keeps_house = kKeeping.has(first_word(words)) && !keyed;
    if (foreign_key != nullptr && !keeps_house) return Sign{1.5, "the entity is a foreign key"};
    if (foreign_key != nullptr) return like_id ? std::optional(Sign{1, "the entity is an id"}) : std::nullopt;
    if (like_id) return Sign{1, "the entity is an id"};
    if ((kind == KeyKind::Number || kind == KeyKind::Uuid) && column.not_null && keyed && !kOrder.has(last_word(words)) && last_word(words) != "type")
        return Sign{1, "the entity is part of the key"};
    if (!by_reference && column.not_null && data_kind_of(column) == DataKind::Text && kName.has(last_word(words)))
        return Sign{0.5, "the entity is given by name"};
    return std::nullopt;
}

}  // namespace

Vector<ValueColumn> value_columns(const Table& table, Memory* memory) {
    Vector<ValueColumn> values(memory);
    const bool named_by_types = have_names_of_types(table);
    for (const Column& column : table.columns) {
        const std::string_view words = column.own_words(), last = last_word(words);
        const DataKind kind = data_kind_of(column);
        if (words.empty() || kind == DataKind::Other || foreign_key_of(table, column) != nullptr || is_unique_alone(table, column)) continue;
        const bool nullable = !column.not_null;
        if (named_by_types && nullable && kTypeAsName.has(words)) {
            values.push_back({&column, words, true, false, kind});
        } else if (kValue.has(words) || (words == "content" && kind == DataKind::Text && kTable.has_any_of(table.words))) {
            values.push_back({&column, {}, false, true, kind});
        } else if (kValue.has(last)) {
            const std::string_view stem = without_last_word(words);
            if ((kind == DataKind::Text || kind == DataKind::Number) && !kOther.has_any_of(stem))
                values.push_back({&column, stem, nullable && kType.has(stem), false, kind});
        } else if (kTypeAsName.has(last) && kAttribute.has(last_word(without_last_word(words))) && !is_plural(column.name.substr(0, column.name.rfind('_')))) {
            // "attribute_text"; but "attrs_text" is a document.
            values.push_back({&column, without_last_word(words), false, false, kind});
        } else if (first_word(words) == "value" && !kAbout.has(last)) {
            values.push_back({&column, without_first_word(words), nullable, false, kind});
        }
    }
    return values;
}

bool is_among(const Vector<ValueColumn>& values, const Column& column) { return std::ranges::binary_search(values, &column, {}, &ValueColumn::column); }

std::optional<AttributeColumn> as_attribute(const Table& table, const Column& column, bool has_typed_values) {
    const std::string_view words = column.own_words(), last = last_word(words);
    const bool has_suffix = has_several_words(words) && (last == "id" || last == "code" || last == "name" || last == "key");
    const std::string_view core = has_suffix ? without_last_word(words) : words;
    if (words.empty()) return std::nullopt;
    if (const Constraint* const foreign_key = foreign_key_of(table, column)) return as_registered_attribute(column, core, *foreign_key, has_typed_values);
    if (is_plural(column.name)) return std::nullopt;
    const DataKind kind = data_kind_of(column);
    if (kind == DataKind::Text) {
        const std::string_view stem = without_last_word(words);
        if (kAttribute.has(last) || (last == "name" && kAttribute.has(last_word(stem))))
            return AttributeColumn{&column, stem, false, last == "name", {2, "a text names the attribute"}};
        if (last == "name") return AttributeColumn{&column, stem, false, true, {1, "a text called name may name the attribute"}};
        return std::nullopt;
    }
    // A key in numbers may be anything's, unless values of several types stand beside it.
    const std::string_view what = last_word(core);
    const bool id_of_attribute =
        last == "key" || last == "k" ? has_typed_values && kAttribute.has(what) : kAttribute.has(what) && what != "key" && what != "k" && last != "name";
    if (id_of_attribute && (kind == DataKind::Number || column.base->id == type_id::kUuid))
        return AttributeColumn{&column, core, true, false, {2, "an id says which attribute"}};
    return std::nullopt;
}

std::optional<EntityColumn> entity_of(const Table& table, const AttributeColumn& attribute, const Vector<ValueColumn>& values) {
    std::optional<EntityColumn> best;
    std::tuple<double, bool, bool, bool> best_rank{};
    for (const Column& column : table.columns) {
        const std::string_view words = column.own_words();
        if (words.empty() || &column == attribute.column || is_among(values, column)) continue;
        // Unique alone: a row's own id; one row per entity cannot hold attributes.
        if (is_unique_alone(table, column) && (foreign_key_of(table, column) == nullptr || !is_whole_primary_key(table, column))) continue;
        const bool keyed = is_unique_with(table, column, *attribute.column);
        const std::optional<Sign> sign = entity_sign(table, column, words, keyed, attribute.by_reference);
        if (!sign) continue;
        const bool in_table_name = any_word(without_id(words), [&](std::string_view word) { return has_word(table.words, word); });
        const std::tuple rank{sign->weight, keyed, in_table_name, !kKeeping.has(first_word(words))};
        if (best && rank <= best_rank) continue;
        best = EntityColumn{&column, *sign, keyed};
        best_rank = rank;
    }
    return best;
}

std::size_t count_of_core_columns(const Table& table, const Vector<ValueColumn>& values) {
    const auto is_core = [&](const Column& column) {
        const std::string_view words = column.own_words();
        const DataKind kind = data_kind_of(column);
        if (kind == DataKind::Time || kind == DataKind::Boolean || is_whole_primary_key(table, column)) return false;
        if (is_among(values, column)) return false;
        return words.empty() || (!kKeeping.has(first_word(words)) && !kOrder.has(last_word(words)) && last_word(without_id(words)) != "by");
    };
    return static_cast<std::size_t>(std::ranges::count_if(table.columns, is_core)) + 1;  // all values together are one
}

bool is_named_after_attributes(std::string_view own) {
    return any_word(own, [](std::string_view word) {
        return kTable.has(word) || (word.size() > 5 && std::ranges::any_of(kTableEndings, [&](std::string_view ending) { return word.ends_with(ending); }));
    });
}

bool is_attribute_word(std::string_view word) { return kAttribute.has(word); }

}  // namespace pgops
