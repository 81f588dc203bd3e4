#include "model/index_choice.hpp"

#include <array>

#include "core/text.hpp"

namespace pgops {

namespace {

constexpr std::array<std::string_view, 26> kNames{"invalid_index",
                                                  "not_ready",
                                                  "wrong_table_partition",
                                                  "leading_column_not_constrained",
                                                  "operator_not_in_opclass",
                                                  "type_mismatch",
                                                  "function_on_column",
                                                  "expression_mismatch",
                                                  "collation_mismatch",
                                                  "pattern_needs_opclass",
                                                  "leading_wildcard",
                                                  "predicate_not_implied",
                                                  "or_across_columns",
                                                  "not_sargable",
                                                  "too_many_rows",
                                                  "small_table",
                                                  "better_index",
                                                  "already_sorted_otherwise",
                                                  "stale_statistics",
                                                  "missing_statistics",
                                                  "correlation_low",
                                                  "disabled_by_setting",
                                                  "cost_settings",
                                                  "generic_plan_parameter",
                                                  "limit_changes_plan",
                                                  "locked_or_hypothetical_only"};

std::optional<Explanation> explain_by_state(const IndexChoice& choice, Memory* memory) {
    switch (choice.state) {
        case IndexState::NotReady:
            return Explanation{
                WhyNot::NotReady, "the index is being built: it is filled, but not yet complete for queries",
                "Wait for its CREATE INDEX CONCURRENTLY or REINDEX CONCURRENTLY to end (pg_stat_progress_create_index). If none runs, it failed: "
                "drop the index and build it again."};
        case IndexState::Invalid:
            if (choice.partitioned)
                return Explanation{
                    WhyNot::InvalidIndex, "the index is invalid: a partition has no index that is attached to it",
                    concat(memory, "Build the index on each partition that lacks it, then ALTER INDEX ", choice.name, " ATTACH PARTITION ...; for each.")};
            return Explanation{WhyNot::InvalidIndex, "the index is invalid: its build broke off, and no query may use it",
                               concat(memory, "REINDEX INDEX CONCURRENTLY ", choice.name, ";")};
        case IndexState::BeingDropped:
            return Explanation{WhyNot::InvalidIndex, "the index is being dropped: no query may use it any more",
                               concat(memory, "If no DROP INDEX CONCURRENTLY runs, finish it: DROP INDEX CONCURRENTLY ", choice.name, ";")};
        case IndexState::TooYoung:
            return Explanation{WhyNot::NotReady,
                               "the index is younger than the snapshot of this transaction, and rows changed in ways it does not know (broken HOT chains)",
                               "Ask again in a new transaction, once the transactions have ended that were open when the index was built."};
        case IndexState::Hypothetical:
            return Explanation{WhyNot::LockedOrHypotheticalOnly, "the index does not exist: an extension only pretends it to the planner",
                               "Create the index to use it."};
        default: return std::nullopt;
    }
}

std::optional<Explanation> explain_by_place(const IndexChoice& choice, Memory* memory) {
    switch (choice.reading) {
        case Reading::NotInStatement:
            return Explanation{WhyNot::WrongTablePartition, concat(memory, "the statement does not read ", choice.table, ", whose index this is"),
                               "Ask about an index of a table that the statement names, or of a partition of it."};
        case Reading::PartitionLeftOut:
            return Explanation{WhyNot::WrongTablePartition,
                               concat(memory, "the conditions on the partition key rule ", choice.table, " out: the plan does not read that partition"),
                               "Look at the indexes of the partitions that the plan reads."};
        case Reading::OnlyWritten:
            return Explanation{WhyNot::LeadingColumnNotConstrained, concat(memory, "the statement writes to ", choice.table, " and searches nothing in it"),
                               "Nothing to change: indexes speed up reading."};
        case Reading::Sampled:
            return Explanation{WhyNot::NotSargable, concat(memory, "the statement reads a sample of ", choice.table, " (TABLESAMPLE): no index finds that"),
                               "Nothing to change; without TABLESAMPLE the conditions could be searched by."};
        case Reading::NotNeeded:
            return Explanation{WhyNot::LeadingColumnNotConstrained,
                               concat(memory, "the planner has proved that the result does not depend on ", choice.table, ": the plan does not read it"),
                               "Nothing to change."};
        default: return std::nullopt;
    }
}

}  // namespace

bool is_kept_off_by_join(const Condition& condition) {
    return !condition.served && condition.against == Against::OtherTable && condition.form == Form::Bare && condition.comparison == Comparison::Plain &&
           condition.in_operator_class && condition.collation.empty();
}

std::string_view name_of(WhyNot reason) { return kNames[static_cast<std::size_t>(reason)]; }

Explanation explain_choice(const IndexChoice& choice, Memory* memory) {
    if (choice.used) return {std::nullopt, concat(memory, "the plan uses it: ", choice.used_as), {}};
    if (const auto explained = explain_by_state(choice, memory)) return *explained;
    if (const auto explained = explain_by_place(choice, memory)) return *explained;
    if (const auto explained = explain_by_form(choice, memory)) return *explained;
    return explain_by_cost(choice, memory);
}

}  // namespace pgops
