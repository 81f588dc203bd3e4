#include "pg/read_collation.hpp"

#include "pg/memory.hpp"

namespace pgops {

namespace {

std::string_view provider_name(char provider) {
    switch (provider) {
        case COLLPROVIDER_ICU: return "icu";
        case COLLPROVIDER_LIBC: return "libc";
        default: return "builtin";
    }
}

// Of a function of one oid whose answer may be null; empty then.
std::string_view text_of(PGFunction function, ObjectId argument, Memory* memory) {
    LOCAL_FCINFO(call, 1);
    InitFunctionCallInfoData(*call, nullptr, 1, InvalidOid, nullptr, nullptr);
    call->args[0].value = ObjectIdGetDatum(argument);
    call->args[0].isnull = false;
    const Datum answer = function(call);
    return call->isnull ? std::string_view() : copy_text(memory, TextDatumGetCString(answer));
}

std::string_view recorded(int cache, HeapTuple tuple, AttrNumber column, Memory* memory) {
    bool is_null = false;
    const Datum version = SysCacheGetAttr(cache, tuple, column, &is_null);
    return is_null ? std::string_view() : copy_text(memory, TextDatumGetCString(version));
}

void read_of_database(Memory* memory, std::optional<CollationVersion>* found) {
    const HeapTuple tuple = SearchSysCache1(DATABASEOID, ObjectIdGetDatum(MyDatabaseId));
    if (!HeapTupleIsValid(tuple)) return;
    const auto& row = *reinterpret_cast<const FormData_pg_database*>(GETSTRUCT(tuple));
    CollationVersion version{.quoted = copy_text(memory, quote_identifier(NameStr(row.datname))), .of_database = true};
    version.provider = provider_name(row.datlocprovider);
    version.recorded = recorded(DATABASEOID, tuple, Anum_pg_database_datcollversion, memory);
    version.actual = text_of(pg_database_collation_actual_version, MyDatabaseId, memory);
    ReleaseSysCache(tuple);
    *found = version;
}

}  // namespace

void read_collation_version(ObjectId collation, Memory* memory, std::optional<CollationVersion>* found) {
    if (collation == DEFAULT_COLLATION_OID) {
        read_of_database(memory, found);
        return;
    }
    const HeapTuple tuple = SearchSysCache1(COLLOID, ObjectIdGetDatum(collation));
    if (!HeapTupleIsValid(tuple)) return;
    const auto& row = *reinterpret_cast<const FormData_pg_collation*>(GETSTRUCT(tuple));
    const char* const schema = get_namespace_name(row.collnamespace);
    CollationVersion version{.quoted = copy_text(memory, quote_qualified_identifier(schema, NameStr(row.collname)))};
    version.provider = provider_name(row.collprovider);
    version.recorded = recorded(COLLOID, tuple, Anum_pg_collation_collversion, memory);
    version.actual = text_of(pg_collation_actual_version, collation, memory);
    ReleaseSysCache(tuple);
    *found = version;
}

}  // namespace pgops
