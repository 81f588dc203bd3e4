// Why a plan does not use an index: what the planner says about it as plain facts, and the judgement on them.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/memory.hpp"

namespace pgops {

enum class WhyNot : std::uint8_t {
    InvalidIndex,
    NotReady,
    WrongTablePartition,
    LeadingColumnNotConstrained,
    OperatorNotInOpclass,
    TypeMismatch,
    FunctionOnColumn,
    ExpressionMismatch,
    CollationMismatch,
    PatternNeedsOpclass,
    LeadingWildcard,
    PredicateNotImplied,
    OrAcrossColumns,
    NotSargable,
    TooManyRows,
    SmallTable,
    BetterIndex,
    AlreadySortedOtherwise,
    StaleStatistics,
    MissingStatistics,
    CorrelationLow,
    DisabledBySetting,
    CostSettings,
    GenericPlanParameter,
    LimitChangesPlan,
    LockedOrHypotheticalOnly,
};
// As users read it: snake_case.
std::string_view name_of(WhyNot reason);

struct SearchKey {
    std::string_view text;  // a quoted column, or the expression
    std::string_view type_name;
    std::string_view collation{};  // empty: none
    std::string_view operator_class{};
    bool is_expression = false;
    bool orders_by_bytes = false;  // a prefix of a text is a range of it: a pattern operator class, or collation C
    bool has_statistics = true;
};

// How the column of a key stands in a condition.
enum class Form : std::uint8_t { Bare, Cast, Function, Calculation };
enum class Comparison : std::uint8_t { Plain, Negated, Like, LikeAnyCase, Pattern };
// What it is compared with.
enum class Against : std::uint8_t { Value, Parameter, OtherTable, SameTable, ChangingValue };

// A condition of the statement (or one arm of an OR) that speaks of a column of the index.
struct Condition {
    std::string_view text;
    std::size_t key = 0;  // the position in the index of that column, from 0
    bool served = false;  // the planner can search this index by it
    bool in_or = false;   // an arm of an OR whose other arms this index does not serve
    std::string_view other_arm{};
    Form form = Form::Bare;
    std::string_view written{};        // what stands round the column: lower(email), (id)::text
    std::string_view index_element{};  // the same as CREATE INDEX takes it; empty where it may not be indexed, as it is not immutable
    std::string_view cast_type{};
    bool implicit_cast = false;
    Comparison comparison = Comparison::Plain;
    std::string_view operator_name{};
    bool in_operator_class = true;
    std::string_view collation{};  // where it is not the index's
    Against against = Against::Value;
    bool leading_wildcard = false;
    bool is_array = false;           // the column is a json document, an array, a text search vector: GIN's field
    bool is_element_wanted = false;  // value = ANY (column)
};

enum class IndexState : std::uint8_t { Usable, NotReady, Invalid, BeingDropped, TooYoung, Hypothetical };
enum class Reading : std::uint8_t { Read, NotInStatement, PartitionLeftOut, OnlyWritten, Sampled, NotNeeded };
// Where the leading column stands in what the statement sorts or groups by.
enum class Sorted : std::uint8_t { No, First, Later };
// What keeps conditions outside from the part of the statement that reads the table.
enum class Fence : std::uint8_t { None, MaterializedWith, SubqueryLimit };

// One index and one statement.
struct IndexChoice {
    std::string_view name, table;  // quoted
    std::string_view method;
    IndexState state = IndexState::Usable;
    bool partitioned = false;
    std::span<const SearchKey> keys{};
    std::span<const Condition> conditions{};
    std::string_view predicate{};  // of a partial index
    bool predicate_implied = true;
    bool predicate_awaits_parameter = false;  // a $n stands where the predicate has a value
    bool predicate_asked_for = false;         // a condition speaks of a column of it
    bool predicate_refuted = false;           // the conditions ask for other rows
    Reading reading = Reading::Read;

    double cost_chosen = 0;
    std::optional<double> cost_with_index{};  // of the cheapest plan that uses it; nothing: there is none
    bool used = false;
    std::string_view used_as{};  // the plan's node
    bool gives_order = false;    // an order that the statement can use
    Sorted sorted = Sorted::No;
    std::string_view sort_collation{};  // where it is not the index's
    Fence fence = Fence::None;
    bool searched_by_leading = false;  // some plan searches it by its first column
    bool reads_all = false;            // the cheapest plan with it searches nothing in it

    std::string_view rival{};       // the index that the plan reads the table by, quoted
    std::string_view rival_node{};  // what the plan does with the table where it uses no index: Seq Scan
    bool rival_gives_order = false;
    bool plan_sorts = false;
    std::string_view disabled_settings{};  // those switched off that its plan needs
    bool has_limit = false;
    std::optional<bool> used_without_limit{};

    std::int64_t table_pages = 0;
    double table_rows = 0;
    double rows_read = 0;  // through the index, each time
    double lookups = 1;    // how often, in a join
    std::optional<double> rows_where_it_turns{};
    std::optional<double> scan_cost{};    // of the table without the index
    std::optional<double> lookup_cost{};  // of one row by any index
    bool analyzed = true;
    std::int64_t changed_rows = 0;  // since ANALYZE
    std::optional<double> correlation{};
    std::optional<double> cost_if_correlated{};  // of the plan with this index
    double random_page_cost = 0;
    std::optional<double> random_page_cost_needed{};
    bool awaits_parameter = false;  // a condition that it is searched by compares with a $n
};

struct Explanation {
    std::optional<WhyNot> code{};  // nothing: it is used
    std::string_view reason{}, hint{};
};

Explanation explain_choice(const IndexChoice& choice, Memory* memory);

// Whether a condition is of a form that the index could be searched by, but for the join in which it stands: all rows of the table are
// wanted there (outer and anti joins).
bool is_kept_off_by_join(const Condition& condition);

// Its two halves. By form: nothing where the index could be searched. By cost: of an index that could.
std::optional<Explanation> explain_by_form(const IndexChoice& choice, Memory* memory);
Explanation explain_by_cost(const IndexChoice& choice, Memory* memory);

}  // namespace pgops
