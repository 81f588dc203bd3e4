#include "pg/read_definitions.hpp"

namespace pgops {

// The deparsing routines lock the table, so it is locked here first, or not at all.
const char* definition_of_index(ObjectId table, ObjectId index) {
    if (!ConditionalLockRelationOid(table, AccessShareLock)) return nullptr;
    const char* const definition = pg_get_indexdef_string(index);
    UnlockRelationOid(table, AccessShareLock);
    return definition;
}

// As commands. Null for none.
const char* marks_of_index(ObjectId table, ObjectId index) {
    if (!ConditionalLockRelationOid(table, AccessShareLock)) return nullptr;
    const char* const name = get_rel_name(index);
    const char* const schema = name != nullptr ? get_namespace_name(get_rel_namespace(index)) : nullptr;
    if (schema == nullptr) {
        UnlockRelationOid(table, AccessShareLock);
        return nullptr;
    }
    const char* const quoted = quote_qualified_identifier(schema, name);
    StringInfoData commands;
    initStringInfo(&commands);
    for (AttrNumber number = 1; number <= INDEX_MAX_KEYS; ++number) {
        const HeapTuple attribute = SearchSysCache2(ATTNUM, ObjectIdGetDatum(index), Int16GetDatum(number));
        if (!HeapTupleIsValid(attribute)) break;
        if (const std::optional<int> target = statistics_target_of(attribute))
            appendStringInfo(&commands, "\nALTER INDEX %s ALTER COLUMN %d SET STATISTICS %d;", quoted, number, *target);
        ReleaseSysCache(attribute);
    }
    if (const char* const comment = GetComment(index, RelationRelationId, 0))
        appendStringInfo(&commands, "\nCOMMENT ON INDEX %s IS %s;", quoted, quote_literal_cstr(comment));
    UnlockRelationOid(table, AccessShareLock);
    return commands.data;
}

const char* definition_of_constraint(ObjectId table, ObjectId constraint) {
    if (!ConditionalLockRelationOid(table, AccessShareLock)) return nullptr;
    const char* const definition = pg_get_constraintdef_command(constraint);
    UnlockRelationOid(table, AccessShareLock);
    return definition;
}

}  // namespace pgops
