#include "pg/planner/byte_order.hpp"

#include "pg/catalog_scan.hpp"

namespace pgops {

namespace {

bool is_c(int cache, HeapTuple tuple, AttrNumber column) {
    bool is_null = true;
    const Datum locale = SysCacheGetAttr(cache, tuple, column, &is_null);
    if (is_null) return false;
    const std::string_view name = TextDatumGetCString(locale);
    return name == "C" || name == "POSIX";
}

// All locales of the builtin provider (17) sort by code points, which in UTF-8 is by bytes.
bool orders_by_bytes(char provider, int cache, HeapTuple tuple, AttrNumber column) {
    switch (provider) {
        case COLLPROVIDER_ICU: return false;
        case COLLPROVIDER_LIBC: return is_c(cache, tuple, column);
        default: return true;
    }
}

}  // namespace

bool orders_by_bytes(Oid collation) {
    const bool of_database = collation == DEFAULT_COLLATION_OID;
    const int cache = of_database ? DATABASEOID : COLLOID;
    const HeapTuple tuple = SearchSysCache1(cache, ObjectIdGetDatum(of_database ? MyDatabaseId : collation));
    if (!HeapTupleIsValid(tuple)) return false;
    const bool answer = of_database ? orders_by_bytes(row_of<FormData_pg_database>(tuple).datlocprovider, cache, tuple, Anum_pg_database_datcollate)
                                    : orders_by_bytes(row_of<FormData_pg_collation>(tuple).collprovider, cache, tuple, Anum_pg_collation_collcollate);
    ReleaseSysCache(tuple);
    return answer;
}

}  // namespace pgops
