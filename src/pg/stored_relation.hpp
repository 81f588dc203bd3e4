// What a relation is, for those that the model does not know: TOAST tables, system catalogs, temporary tables and their indexes.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

struct StoredRelation {
    ObjectId id = kNoObject;
    char kind = '\0';  // pg_class.relkind
    std::string_view method_name{};
    std::string_view quoted{};
    std::optional<std::int64_t> size_bytes{};
    ObjectId table_id = kNoObject;  // of an index, unless of a TOAST table
    bool exclusion = false;         // the index of an exclusion constraint
};

// Nothing when there is no such relation. Raises the server's errors.
std::optional<StoredRelation> find_stored_relation(ObjectId id, Memory* memory);

// The tables, or the indexes, of this database with pages of their own that are not in the model though a user made them: indexes of
// TOAST tables, and what this session holds in its temporary schema.
Vector<StoredRelation>& unmodelled_relations(bool indexes, Memory* memory);

}  // namespace pgops
