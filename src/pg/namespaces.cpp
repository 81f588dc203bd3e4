#include "pg/namespaces.hpp"

#include <algorithm>

#include "pg/catalog_scan.hpp"
#include "pg/memory.hpp"

namespace pgops {

namespace {

bool is_system_schema(std::string_view name) { return name.starts_with("pg_") || name == "information_schema"; }

}  // namespace

Vector<Namespace>& read_namespaces(Snapshot snapshot, Memory* memory) {
    auto& namespaces = make_in<Vector<Namespace>>(memory, memory);
    scan_catalog(NamespaceRelationId, snapshot, [&](HeapTuple tuple, TupleDesc) {
        const auto& row = row_of<FormData_pg_namespace>(tuple);
        const std::string_view name = copy_text(memory, NameStr(row.nspname));
        const char* const quoted = quote_identifier(NameStr(row.nspname));
        namespaces.push_back({row.oid, name, quoted == NameStr(row.nspname) ? name : copy_text(memory, quoted), is_system_schema(name)});
    });
    std::ranges::sort(namespaces, {}, &Namespace::id);
    return namespaces;
}

const Namespace* find_namespace(const Vector<Namespace>& namespaces, ObjectId id) {
    const auto found = std::ranges::lower_bound(namespaces, id, {}, &Namespace::id);
    return found != namespaces.end() && found->id == id ? &*found : nullptr;
}

}  // namespace pgops
