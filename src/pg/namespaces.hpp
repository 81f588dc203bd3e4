// pg_namespace: the schemas by id, with their names as SQL writes them.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

struct Namespace {
    ObjectId id;
    std::string_view name, quoted;
    bool is_system;  // of the server: its catalogs, TOAST tables, temporary tables of all sessions
};

Vector<Namespace>& read_namespaces(Snapshot snapshot, Memory* memory);
const Namespace* find_namespace(const Vector<Namespace>& namespaces, ObjectId id);

}  // namespace pgops
