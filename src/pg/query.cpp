#include "pg/query.hpp"

#include "pg/memory.hpp"

namespace pgops {

std::string_view QueryRow::text(int column) const {
    const char* const value = SPI_getvalue(tuple_, description_, column);
    return value != nullptr ? copy_text(memory_, value) : std::string_view();
}

OpenQuery begin_query(const char* sql) {
    const OpenQuery outside{.level = 0, .context = CurrentMemoryContext, .owner = CurrentResourceOwner};
    BeginInternalSubTransaction(nullptr);
    MemoryContextSwitchTo(outside.context);
    const int level = NewGUCNestLevel();
    set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
    // A plan for a few rows: compiling it would cost more than running it.
    set_config_option("jit", "off", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
    SPI_connect();
    if (SPI_execute(sql, true, 0) != SPI_OK_SELECT) elog(ERROR, "the system's views could not be read");
    return {level, outside.context, outside.owner};
}

void end_query(const OpenQuery& open) {
    SPI_finish();
    AtEOXact_GUC(false, open.level);
    RollbackAndReleaseCurrentSubTransaction();
    MemoryContextSwitchTo(open.context);
    CurrentResourceOwner = open.owner;
}

}  // namespace pgops
