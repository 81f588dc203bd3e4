#include "checks/registry.hpp"

#include <algorithm>
#include <array>

namespace pgops {

namespace {

// One line per check. The function of the same name is declared where it is named, so that a new check touches no other file.
#define CHECK(id, area, severity, cost, title, ...)                                                \
    Check {                                                                                        \
#id, Area::area, Severity::severity, Cost::cost, title,                                          \
            [](const Model& model, Memory* memory) {                                                     \
                Findings id(const Model&, Memory*);                                                      \
                return id(model, memory);                                                                \
            },                                                                                           \
            thresholds<__VA_ARGS__>() \
    }

template <Setting... settings>
std::span<const Setting> thresholds() {
    static constexpr std::array<Setting, sizeof...(settings)> kSettings{settings...};
    return kSettings;
}

}  // namespace

std::span<const Check> all_checks() {
    using enum Setting;
    static const std::array kChecks{
        CHECK(table_bloat, Bloat, Low, Pages, "Table space that a rebuild would give back", MinRelationSize, BloatPercent, BloatBytes, SamplePages, PageBudget),
        CHECK(toast_bloat, Bloat, Low, Pages, "Space of long values that a rebuild would give back", MinRelationSize, BloatPercent, BloatBytes, SamplePages,
              PageBudget),
        CHECK(empty_space_at_end, Bloat, Low, Pages, "Empty end of a table that was never cut off", MinRelationSize, BloatBytes, PageBudget),
        CHECK(index_bloat, Bloat, Low, Pages, "Index space that a rebuild would give back", MinRelationSize, BloatPercent, BloatBytes, SamplePages, PageBudget,
              MinStatisticsAge),
        CHECK(column_order_padding, Bloat, Info, Statistics, "Order of columns that wastes space on alignment", MinRelationSize, BloatBytes),
        CHECK(low_hot_ratio, Bloat, Low, Catalog, "Updates that cannot be HOT", HotUpdatePercent),
        CHECK(gin_pending_list, Bloat, Low, Pages, "GIN index with a long list of entries to be moved", BloatBytes, PageBudget),
        CHECK(brin_unsummarized, Bloat, Low, Pages, "BRIN index that knows nothing of much of its table", PageBudget),
        CHECK(unused_index, Index, Low, Catalog, "Index that no query has used", MinRelationSize, MinStatisticsAge),
        CHECK(duplicate_index, Index, Low, Catalog, "Two indexes that are equal in all that counts"),
        CHECK(redundant_index, Index, Low, Catalog, "Index whose work another index does as well"),
        CHECK(invalid_index, Index, Medium, Catalog, "Index that costs writes and serves no query"),
        CHECK(missing_fk_index, Index, Medium, Catalog, "Foreign key without an index that supports it", ForeignKeyMinRows),
        CHECK(low_selectivity_index, Index, Low, Statistics, "Index whose every value stands in too many rows", LowSelectivityPercent, MinRelationSize),
        CHECK(null_heavy_index, Index, Low, Statistics, "Index most of whose entries are nulls", NullHeavyPercent, MinRelationSize),
        CHECK(skewed_index, Index, Low, Statistics, "Index most of whose entries are one value", SkewedPercent, LowSelectivityPercent, MinRelationSize),
        CHECK(no_pk, Schema, Medium, Catalog, "Table without a primary key"),
        CHECK(serial_pk, Schema, Info, Catalog, "Primary key from a sequence default, not an identity column"),
        CHECK(int4_pk, Schema, Low, Catalog, "Integer primary key that ends at 2,147,483,647"),
        CHECK(sequence_exhaustion, Schema, Medium, Pages, "Sequence that is running out of values", SequenceUsedPercent, PageBudget),
        CHECK(timestamp_without_tz, Schema, Low, Catalog, "Point in time stored without a time zone"),
        CHECK(char_n, Schema, Info, Catalog, "Blank-padded character(n) column"),
        CHECK(money, Schema, Low, Catalog, "Column of type money"),
        CHECK(json_not_jsonb, Schema, Info, Catalog, "JSON kept as text and parsed at every access"),
        CHECK(wide_table, Schema, Low, Catalog, "Table with very many columns", WideTableColumns),
        CHECK(eav, Schema, Medium, Catalog, "Entity-attribute-value table"),
        CHECK(polymorphic, Schema, Medium, Catalog, "Reference whose target table another column chooses"),
        CHECK(stringly_typed, Schema, Medium, Statistics, "Text column whose values are all of another type"),
        CHECK(mixed_type_string, Schema, Medium, Statistics, "Text column with values of several types"),
        CHECK(sentinel_value, Schema, Low, Statistics, "Value that stands for missing, in place of NULL"),
        CHECK(nullable_boolean, Schema, Info, Statistics, "Boolean with NULL as a third state"),
        CHECK(never_null_column, Schema, Info, Statistics, "Column that could be NULL and never is"),
        CHECK(all_null_column, Schema, Info, Statistics, "Column that is NULL in every row"),
        CHECK(float_for_money, Schema, Low, Statistics, "Money in floating point"),
        CHECK(unlogged_table, Schema, Medium, Catalog, "Table that is lost in a crash and absent on standbys"),
        CHECK(vacuum_blocker, Vacuum, Medium, Catalog, "What keeps VACUUM from removing dead rows", LongTransactionAge, BlockerAge),
        CHECK(wraparound, Vacuum, Medium, Catalog, "Database that is running out of transaction ids", WraparoundPercent),
        CHECK(never_analyzed, Vacuum, Low, Statistics, "Table that the planner knows nothing about", MinRelationSize),
        CHECK(autovacuum_disabled, Vacuum, Medium, Catalog, "Autovacuum switched off", MinRelationSize),
        CHECK(idle_in_transaction, Activity, Medium, Catalog, "Session idle in an open transaction", IdleInTransactionAge),
        CHECK(long_transaction, Activity, Low, Catalog, "Transaction that has been open for long", LongTransactionAge),
        CHECK(durability, Configuration, Critical, Catalog, "Setting that lets a crash lose or corrupt data"),
        CHECK(job_stale, Configuration, Medium, Catalog, "Snapshots that were scheduled and are not taken"),
        CHECK(superuser_application, Security, High, Catalog, "Application connected as a superuser"),
    };
    return kChecks;
}

std::string_view name_of(Cost cost) {
    constexpr std::array<std::string_view, 3> kNames{"catalog", "statistics", "pages"};
    return kNames[static_cast<std::size_t>(cost)];
}

const Check* find_check(std::string_view id) {
    const auto found = std::ranges::find(all_checks(), id, &Check::id);
    return found != all_checks().end() ? &*found : nullptr;
}

bool is_area(std::string_view name) {
    for (std::size_t i = 0; i < kAreaCount; ++i)
        if (name_of(static_cast<Area>(i)) == name) return true;
    return false;
}

}  // namespace pgops
