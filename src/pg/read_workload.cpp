#include "pg/read_workload.hpp"

#include "pg/guard.hpp"
#include "pg/memory.hpp"
#include "pg/statements_function.hpp"
#include "pg/statement_text.hpp"

namespace pgops {

namespace {

// pg_stat_statements.max is 5,000 by default; a longer text is a machine's list of values more often than a query that says much.
constexpr int kMostStatements = 5000, kLongestText = 20000;

struct RawStatement {
    std::int64_t calls, rows;
    const char* text;  // null: longer than is read
};

struct RawStatements {
    explicit RawStatements(Memory* memory) : rows(memory) {}
    Vector<RawStatement> rows;
    std::int64_t hidden = 0;
    bool installed = false;
};

void read_rows(Memory* memory, RawStatements& found) {
    const char* const function = statements_function();
    found.installed = function != nullptr;
    if (!found.installed) return;
    // The function itself shows a text only to who may see it (pg_read_all_stats, or one's own statements).
    const char* const query = psprintf(
        "SELECT calls, rows, CASE WHEN pg_catalog.octet_length(query) OPERATOR(pg_catalog.<=) %d THEN query END, query OPERATOR(pg_catalog.=) "
        "'<insufficient privilege>' FROM %s(true) WHERE dbid OPERATOR(pg_catalog.=) %u LIMIT %d",
        kLongestText, function, MyDatabaseId, kMostStatements);
    SPI_connect();
    if (SPI_execute(query, true, 0) != SPI_OK_SELECT) elog(ERROR, "pg_stat_statements could not be read");
    for (uint64 i = 0; i < SPI_processed; ++i) {
        const HeapTuple tuple = SPI_tuptable->vals[i];
        bool is_null = false;
        const auto value = [&](int column) { return SPI_getbinval(tuple, SPI_tuptable->tupdesc, column, &is_null); };
        if (const Datum hidden = value(4); !is_null && DatumGetBool(hidden)) {
            ++found.hidden;
            continue;
        }
        const Datum statement = value(3);
        const char* const copy = is_null ? nullptr : concat(memory, TextDatumGetCString(statement), std::string_view("\0", 1)).data();
        const std::int64_t calls = DatumGetInt64(value(1)), rows = DatumGetInt64(value(2));
        found.rows.push_back({calls, rows, copy});
    }
    SPI_finish();
}

// INTERVAL '1 day', DATE '2025-01-01' and the like stand as INTERVAL $1 in a normalized text, which the grammar refuses. Without the
// word the parameter is one like any other.
const char* without_type_words(Memory* memory, std::string_view text) {
    constexpr std::string_view kWords[] = {"interval", "date", "time", "timestamp", "timestamptz"};
    auto* const copy = static_cast<char*>(memory->allocate(text.size() + 1, 1));
    memcpy(copy, text.data(), text.size());
    copy[text.size()] = '\0';
    for (std::size_t parameter = text.find(" $"); parameter != std::string_view::npos; parameter = text.find(" $", parameter + 1)) {
        std::size_t begin = parameter;
        while (begin > 0 && isalpha(static_cast<unsigned char>(text[begin - 1]))) --begin;
        const std::size_t length = parameter - begin;
        for (const std::string_view word : kWords)
            if (word.size() == length && pg_strncasecmp(text.data() + begin, word.data(), length) == 0) memset(copy + begin, ' ', length);
    }
    return copy;
}

enum class Taken : std::uint8_t { Yes, NoQuery, NotRead };

Taken take_apart(const char* text, StatementParts& parts, Memory* memory) {
    try {
        bool is_query = false;
        guarded(memory, [&] {
            const MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "pgops statement", ALLOCSET_DEFAULT_SIZES);
            const MemoryContext before = MemoryContextSwitchTo(context);
            is_query = read_statement(text, parts);
            MemoryContextSwitchTo(before);
            MemoryContextDelete(context);
        });
        return is_query ? Taken::Yes : Taken::NoQuery;
    } catch (const ServerError&) {
        return Taken::NotRead;
    }
}

Taken take_apart_somehow(const char* text, StatementParts& parts, Memory* memory) {
    if (text == nullptr) return Taken::NotRead;
    const Taken taken = take_apart(text, parts, memory);
    return taken == Taken::NotRead ? take_apart(without_type_words(memory, text), parts, memory) : taken;
}

}  // namespace

const Workload& read_workload(Memory* memory) {
    auto& workload = make_in<Workload>(memory);
    auto& found = make_in<RawStatements>(memory, memory);
    try {
        guarded(memory, [&] { read_rows(memory, found); });
    } catch (const ServerError& error) {
        if (std::string_view(error.sqlstate()) == "53200") throw;  // want of memory is no answer
        workload.absent = concat(memory, "pg_stat_statements cannot be read: ", error.what());
        return workload;
    }
    if (!found.installed) {
        workload.absent = "the extension pg_stat_statements is not installed in this database";
        return workload;
    }
    auto& statements = make_in<Vector<Statement>>(memory, memory);
    for (const RawStatement& raw : found.rows) {
        check_for_interrupts();
        auto& parts = make_in<StatementParts>(memory, memory);
        const Taken taken = take_apart_somehow(raw.text, parts, memory);
        if (taken == Taken::Yes) statements.push_back({raw.calls, raw.rows, span_of(parts.scopes), span_of(parts.columns)});
        if (taken == Taken::NotRead) ++workload.unread;
    }
    workload.statements = span_of(statements);
    workload.hidden = found.hidden;
    return workload;
}

}  // namespace pgops
