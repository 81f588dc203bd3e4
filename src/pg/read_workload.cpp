#include "pg/read_workload.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include "pg/guard.hpp"
#include "pg/memory.hpp"
#include "pg/query.hpp"
#include "pg/statements_function.hpp"
#include "pg/statement_text.hpp"

namespace pgops {

namespace {

// pg_stat_statements.max is 5,000 by default; a longer text is a machine's list of values more often than a query that says much.
constexpr int kMostStatements = 5000, kLongestText = 20000;

struct RawStatement {
    std::int64_t calls, rows, blocks;
    double milliseconds;
    std::string_view text;  // with a zero behind it; empty: longer than is read
    std::size_t hash = 0;   // of the text
};

struct RawStatements {
    explicit RawStatements(Memory* memory) : rows(memory) {}
    Vector<RawStatement> rows;
    std::int64_t hidden = 0;
    double milliseconds = 0;
    bool installed = false;
};

// The function itself shows a text only to who may see it (pg_read_all_stats, or one's own statements). An extension that was never
// updated since PostgreSQL 12 calls the time otherwise.
const char* statements_query(const char* function, const char* time) {
    return psprintf(
        "SELECT calls, rows, shared_blks_hit + shared_blks_read, %s, CASE WHEN octet_length(query) <= %d THEN query END, query = '<insufficient privilege>' "
        "FROM %s(true) WHERE dbid = %u ORDER BY 4 DESC LIMIT %d",
        time, kLongestText, function, MyDatabaseId, kMostStatements);
}

void read_rows(Memory* memory, RawStatements& found, const char* time) {
    const char* const function = statements_function();
    found.installed = function != nullptr;
    if (!found.installed) return;
    query(memory, statements_query(function, time), [&](const QueryRow& row) {
        const double milliseconds = row.real(4);
        found.milliseconds += milliseconds;
        if (row.boolean(6)) {
            ++found.hidden;
            return;
        }
        const std::string_view text = row.is_null(5) ? std::string_view() : concat(memory, row.text(5), std::string_view("\0", 1));
        found.rows.push_back({.calls = row.bigint(1),
                              .rows = row.bigint(2),
                              .blocks = row.bigint(3),
                              .milliseconds = milliseconds,
                              .text = text.substr(0, text.size() - (text.empty() ? 0 : 1))});
    });
}

// What several roles called, or one at the top and in a function, is one statement.
void merge_equal(Vector<RawStatement>& rows) {
    const auto same_text = [](const RawStatement& a, const RawStatement& b) { return a.hash == b.hash && a.text == b.text; };
    for (RawStatement& row : rows) row.hash = std::hash<std::string_view>()(row.text);
    std::ranges::sort(rows, [](const RawStatement& a, const RawStatement& b) { return a.hash != b.hash ? a.hash < b.hash : a.text < b.text; });
    auto last = rows.begin();
    for (auto row = rows.begin(); row != rows.end(); ++row) {
        if (row == last) continue;
        if (!row->text.empty() && same_text(*last, *row)) {
            last->calls += row->calls;
            last->rows += row->rows;
            last->blocks += row->blocks;
            last->milliseconds += row->milliseconds;
            continue;
        }
        *++last = *row;
    }
    if (!rows.empty()) rows.erase(std::next(last), rows.end());
    std::ranges::sort(rows, [](const RawStatement& a, const RawStatement& b) {
        return a.milliseconds != b.milliseconds ? a.milliseconds > b.milliseconds : a.text < b.text;
    });
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

Taken take_apart_somehow(std::string_view text, StatementParts& parts, Memory* memory) {
    if (text.empty()) return Taken::NotRead;
    const Taken taken = take_apart(text.data(), parts, memory);
    return taken == Taken::NotRead ? take_apart(without_type_words(memory, text), parts, memory) : taken;
}

template <class T>
std::span<const T> copy_of(const Vector<T>& elements, Memory* memory) {
    auto* const copy = static_cast<T*>(memory->allocate(elements.size() * sizeof(T), alignof(T)));
    std::uninitialized_copy(elements.begin(), elements.end(), copy);
    return {copy, elements.size()};
}

// False with the reason in the workload.
bool read_somehow(Memory* memory, RawStatements& found, Workload& workload) {
    constexpr std::array kTimes{"total_exec_time", "total_time"};
    for (const char* const time : kTimes) {
        try {
            guarded(memory, [&] { read_rows(memory, found, time); });
            return true;
        } catch (const ServerError& error) {
            if (std::string_view(error.sqlstate()) == "53200") throw;  // want of memory is no answer
            if (std::string_view(error.sqlstate()) == "42703" && time == kTimes.front()) continue;
            workload.absent = concat(memory, "pg_stat_statements cannot be read: ", error.what());
            return false;
        }
    }
    return false;
}

}  // namespace

const Workload& read_workload(Memory* memory) {
    auto& workload = make_in<Workload>(memory);
    auto& found = make_in<RawStatements>(memory, memory);
    if (!read_somehow(memory, found, workload)) return workload;
    if (!found.installed) {
        workload.absent = "the extension pg_stat_statements is not installed in this database";
        return workload;
    }
    auto& statements = make_in<Vector<Statement>>(memory, memory);
    merge_equal(found.rows);
    auto& parts = make_in<StatementParts>(memory, memory);
    for (const RawStatement& raw : found.rows) {
        check_for_interrupts();
        parts.clear();
        const Taken taken = take_apart_somehow(raw.text, parts, memory);
        if (taken == Taken::Yes)
            statements.push_back({.calls = raw.calls,
                                  .rows = raw.rows,
                                  .scopes = copy_of(parts.scopes, memory),
                                  .columns = copy_of(parts.columns, memory),
                                  .remarks = copy_of(parts.remarks, memory),
                                  .text = raw.text,
                                  .milliseconds = raw.milliseconds,
                                  .blocks = raw.blocks});
        if (taken == Taken::NotRead) ++workload.unread;
    }
    workload.statements = span_of(statements);
    workload.hidden = found.hidden;
    workload.milliseconds = found.milliseconds;
    return workload;
}

}  // namespace pgops
