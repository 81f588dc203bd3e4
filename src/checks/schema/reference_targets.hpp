// Which key a column's name means: the keys of all tables, to be found by the words of a column.
#pragma once

#include <optional>

#include "checks/schema/judgement.hpp"
#include "checks/schema/table_names.hpp"

namespace pgops {

// How a name leads to a key, the surest first.
enum class NameMatch : std::uint8_t {
    TableAndKey,  // "account_record_id": table account, key record_id
    Table,        // "account": the table, by its primary key
    Key,          // "registry_id": a primary key that is called so, of whatever table
    PartOfTable,  // "zone_id": the table is app_zone
};

struct Target {
    const Column* key = nullptr;
    NameMatch match = NameMatch::Table;
    std::size_t words_before = 0;  // of the column's name that were left out: "primary_color_id" -> 1
    bool ambiguous = false;        // other tables are called so, too
    bool by_name_alone = false;    // the column's name has no word for a key
};

class ReferenceTargets {
 public:
    ReferenceTargets(const Model& model, Memory* memory);

    // The key that the name of a column of `own` means, where the types go together; nothing when there is none.
    std::optional<Target> of(const Table& own, const Column& column, std::string_view words) const;
    // The table of the people who do things ("users"), by its key; null where there is none.
    const Column* person(const Column& column) const;

 private:
    struct Entry {
        std::string_view words;
        NameMatch match;
        std::string_view schema;
        const Column* key;
        bool with_key;  // the key's own name is among the words
    };

    void add(const Table& table, const Column& key, std::string_view table_words, std::string_view key_words, bool primary);
    void add_person(const Column& key, std::string_view table_words);
    std::optional<Target> find(const Table& own, const Column& column, std::string_view words, bool by_name_alone) const;

    Vector<Entry> entries_;  // sorted by words, match, schema
    struct Person {
        std::size_t rank;
        const Column* key;
    };
    Vector<Person> persons_;  // the most likely first
    Memory* memory_;
};

// The column's name without its word for a key; the name itself where it has none.
std::string_view without_key_words(std::string_view words);

// "id", "uuid" and the like: what every table calls its key.
bool is_key_word(std::string_view words);

// Whether values of the one can be values of the other.
bool can_refer(const Column& column, const Column& key);

}  // namespace pgops
