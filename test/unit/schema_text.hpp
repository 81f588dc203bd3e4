// Tables written as text, for checks that judge a design by its names and keys:
//     orders(id big*, owner_type vc, owner_id big, shop_id int! >shops) u(owner_type,owner_id) i(shop_id)
// is a table with a primary key (*), a column that is not null (!), one with a default (=), a foreign key to the primary key of
// shops (>; ">shops.code" to another column), a unique index (u) and a plain one (i).
#pragma once

#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

#include "database.hpp"

namespace pgops::test {

inline ColumnBuilder& add_column(Database& db, TableBuilder& table, std::string_view name, const std::string& type) {
    using namespace type_id;
    static const std::map<std::string, ObjectId> kTypes{{"small", kInt2},     {"int", kInt4},    {"big", kInt8},    {"num", kNumeric}, {"dbl", kFloat8},
                                                        {"text", kText},      {"vc", kVarchar},  {"char", kBpchar}, {"uuid", kUuid},   {"bytea", kBytea},
                                                        {"json", kJson},      {"jsonb", kJsonb}, {"inet", kInet},   {"bool", kBool},   {"date", kDate},
                                                        {"ts", kTimestamptz}, {"name", kName}};
    if (type == "vc36") return table.column(name, kVarchar).modifier(36 + 4);
    if (type == "cents") return table.column(name, kNumeric).modifier(((12 << 16) | 2) + 4);  // numeric(12,2)
    if (type == "enum") return table.column(name, db.enumeration("mood"));
    if (type == "arr") return table.column(name, db.array_of(kText));
    return table.column(name, kTypes.at(type));
}

inline void add_table(Database& db, const std::string& line, std::map<std::string, TableBuilder*>& tables,
                      std::vector<std::tuple<TableBuilder*, std::string_view, std::string>>& targets) {
    const std::size_t open = line.find('('), close = line.find(')');
    if (open == std::string::npos || close == std::string::npos) throw std::invalid_argument(line);
    TableBuilder& table = db.table(db.keep(line.substr(0, open)));
    tables[line.substr(0, open)] = &table;
    Names key;
    std::istringstream columns(line.substr(open + 1, close - open - 1));
    for (std::string text; std::getline(columns, text, ',');) {
        std::istringstream words(text);
        std::string name, type, target;
        words >> name >> type >> target;
        const std::string flags = type.substr(std::min(type.find_first_of("!*="), type.size()));
        const std::string_view kept = db.keep(name);
        ColumnBuilder& column = add_column(db, table, kept, type.substr(0, type.size() - flags.size()));
        if (flags.find_first_of("!*") != std::string::npos) column.not_null();
        if (flags.find('=') != std::string::npos) column.with_default();
        if (flags.find('*') != std::string::npos) key.push_back(kept);
        if (!target.empty()) targets.emplace_back(&table, kept, target.substr(1));
    }
    if (!key.empty()) table.primary_key(key);
    for (std::size_t at = line.find('(', close); at != std::string::npos; at = line.find('(', at + 1)) {
        Keys keys;
        std::istringstream names(line.substr(at + 1, line.find(')', at) - at - 1));
        for (std::string name; std::getline(names, name, ',');) keys.emplace_back(db.keep(name));
        IndexBuilder& index = table.index(db.keep(line.substr(0, open) + "_" + std::to_string(at)), keys);
        if (line[at - 1] == 'u') index.unique();
    }
}

// Adds the tables to the database.
inline void add_schema(Database& db, std::string_view text) {
    std::map<std::string, TableBuilder*> tables;
    std::vector<std::tuple<TableBuilder*, std::string_view, std::string>> targets;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);)
        if (!line.empty()) add_table(db, line, tables, targets);
    for (const auto& [table, column, target] : targets) {
        const std::size_t dot = target.find('.');
        Names referenced;
        if (dot != std::string::npos) referenced.push_back(db.keep(target.substr(dot + 1)));
        table->foreign_key({column}, *tables.at(target.substr(0, dot)), referenced);
    }
}

// "a b c" as a set.
inline std::set<std::string> set_of(std::string_view text) {
    std::istringstream words{std::string(text)};
    return {std::istream_iterator<std::string>(words), {}};
}

}  // namespace pgops::test
