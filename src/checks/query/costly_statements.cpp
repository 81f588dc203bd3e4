#include "checks/query/costly_statements.hpp"

#include <algorithm>
#include <cmath>

namespace pgops {

namespace {

// A statement that was called seldom counts all the same from this share of all time.
constexpr double kGoodPart = 0.05;
constexpr double kMostOfTable = 0.5;
constexpr std::size_t kShownText = 300;

bool is_in(const Statement& statement, std::int32_t scope, std::int32_t outer) {
    while (scope >= 0 && scope != outer) scope = statement.scopes[static_cast<std::size_t>(scope)].parent;
    return scope == outer;
}

// FNV-1a: tells one text from another in a finding's key, the same on every server.
std::string_view fingerprint(std::string_view text, Memory* memory) {
    std::uint32_t hash = 2166136261U;
    for (const char byte : text) hash = (hash ^ static_cast<std::uint8_t>(byte)) * 16777619U;
    auto* const digits = static_cast<char*>(memory->allocate(8, 1));
    for (int i = 0; i < 8; ++i) digits[i] = "0123456789abcdef"[(hash >> (28 - 4 * i)) & 15U];
    return {digits, 8};
}

std::string_view identity_of(const Statement& statement, const Table& table, Memory* memory) {
    return concat(memory, table.quoted, "/", fingerprint(statement.text, memory));
}

Extent stored_extent(const Table& table) {
    return {std::max(table.estimated_rows().value_or(0), 0.0), static_cast<double>(table.size_bytes ? *table.size_bytes / 8192 : table.pages)};
}

double percent(double share) { return std::round(share * 1000) / 10; }

}  // namespace

double rows_per_call(const Statement& statement) {
    return static_cast<double>(statement.rows) / static_cast<double>(std::max<std::int64_t>(statement.calls, 1));
}
double blocks_per_call(const Statement& statement) {
    return static_cast<double>(statement.blocks) / static_cast<double>(std::max<std::int64_t>(statement.calls, 1));
}

CostlyStatements::CostlyStatements(const Model& model, Memory* memory)
    : model_(model), workload_(model.server().workload()), memory_(memory), names_(model, memory), partitioned_(memory) {
    if (workload_.statements.empty()) return;
    for (const Table& table : model.tables()) {
        if (!table.is_partition || !table.has_storage()) continue;
        const Table* root = &table;
        while (root->is_partition && root->parent != nullptr) root = root->parent;
        const Extent part = stored_extent(table);
        Extent& whole = partitioned_[root->id];
        whole.rows += part.rows;
        whole.pages += part.pages;
    }
}

bool CostlyStatements::counts(const Statement& statement) const {
    return static_cast<double>(statement.calls) >= model_.settings().value(Setting::StatementCalls) || share_of_time(statement) >= kGoodPart;
}

double CostlyStatements::share_of_time(const Statement& statement) const {
    return workload_.milliseconds > 0 ? statement.milliseconds / workload_.milliseconds : 0;
}

Severity CostlyStatements::severity(const Statement& statement) const {
    const double share = share_of_time(statement), minutes = statement.milliseconds / 60000;
    if (share >= 0.25 && minutes >= 30) return Severity::High;
    if (share >= 0.05 && minutes >= 1) return Severity::Medium;
    return share >= 0.005 ? Severity::Low : Severity::Info;
}

Extent CostlyStatements::extent_of(const Table& table) const {
    if (table.has_storage()) return stored_extent(table);
    const auto found = partitioned_.find(table.id);
    return found != partitioned_.end() ? found->second : Extent();
}

bool CostlyStatements::is_large(const Table& table) const { return extent_of(table).rows >= model_.settings().value(Setting::StatementMinRows); }

bool CostlyStatements::reads_all_of(const Statement& statement, const Table& table) const {
    return statement.blocks > 0 && blocks_per_call(statement) >= kMostOfTable * extent_of(table).pages;
}

const Table* CostlyStatements::largest_table(const Statement& statement, std::int32_t scope) const {
    const Table* largest = nullptr;
    for (std::size_t i = 0; i < statement.scopes.size(); ++i) {
        if (!is_in(statement, static_cast<std::int32_t>(i), scope)) continue;
        for (const StatementTable& named : statement.scopes[i].tables) {
            const Table* const table = names_.find(named);
            if (table != nullptr && (largest == nullptr || extent_of(*table).rows > extent_of(*largest).rows)) largest = table;
        }
    }
    return largest;
}

bool CostlyStatements::is_told(const Findings& found, const Statement& statement, const Table& table) const {
    // Those of one statement follow each other.
    const std::string_view identity = identity_of(statement, table, memory_);
    const std::span<const Finding> rows = found.rows();
    return std::ranges::any_of(rows.last(std::min<std::size_t>(rows.size(), 16)), [&](const Finding& finding) { return finding.identity() == identity; });
}

Finding& CostlyStatements::add(Findings& found, const Statement& statement, const Table& table, Severity severity) const {
    Finding& finding = found.add(table, severity).confidence(Confidence::Estimated);
    finding.identity(identity_of(statement, table, memory_)).urgency(share_of_time(statement));
    finding.evidence("statement", at_most(memory_, one_line(memory_, statement.text), kShownText)).evidence("calls", statement.calls);
    finding.evidence("rows_per_call", std::round(rows_per_call(statement) * 10) / 10);
    finding.evidence("blocks_per_call", static_cast<std::int64_t>(std::llround(blocks_per_call(statement))));
    finding.evidence("milliseconds_per_call",
                     std::round(statement.milliseconds / static_cast<double>(std::max<std::int64_t>(statement.calls, 1)) * 1000) / 1000);
    finding.evidence("time_percent", percent(share_of_time(statement)));
    finding.evidence("rows", static_cast<std::int64_t>(extent_of(table).rows));
    return finding;
}

void CostlyStatements::tell_left_out(Findings& found) const {
    if (!workload_.absent.empty()) return found.left_out(workload_.absent);
    if (workload_.hidden > 0) found.left_out(concat(memory_, grouped(workload_.hidden), " statements of other roles are hidden: that takes pg_read_all_stats"));
}

}  // namespace pgops
