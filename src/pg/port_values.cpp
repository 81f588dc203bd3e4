// The port's answers about values: what ANALYZE kept of them, who may see them, how large they are.
#include "pg/guard.hpp"
#include "pg/pages/value_sizes.hpp"
#include "pg/port.hpp"
#include "pg/read_column_values.hpp"
#include "pg/read_large_objects.hpp"
#include "pg/read_values.hpp"

namespace pgops {

ColumnValues PostgresServer::column_values(ObjectId table, std::int16_t column, Memory* memory) {
    ColumnValues values;
    try {
        guarded(memory_, [&] { read_column_values(table, column, memory, &values); });
    } catch (const ServerError& error) {
        // The type was dropped meanwhile, which the server takes for an internal error.
        if (std::string_view(error.sqlstate()) != "XX000") throw;
        return {};
    }
    return values;
}

bool PostgresServer::may_see_values(ObjectId table, std::int16_t column) {
    bool may = false;
    try {
        guarded(memory_, [&] { may = pgops::may_see_values(table, column); });
    } catch (const ServerError&) {
        return false;
    }
    return may;
}

ValueSizes PostgresServer::value_sizes(ObjectId table, std::int16_t column, std::int64_t large, std::int64_t most_pages) {
    const ValueSizes sizes = measure_value_sizes(table, column, large, most_pages, memory_);
    pages_read_ += sizes.pages_read;
    return sizes;
}

LargeObjects PostgresServer::large_objects(std::int64_t most) {
    LargeObjects objects;
    guarded(memory_, [&] { count_large_objects(most, &objects); });
    return objects;
}

std::optional<ValueStatistics> PostgresServer::value_statistics(ObjectId table, std::int16_t column) {
    std::optional<ValueStatistics> found;
    guarded(memory_, [&] { read_value_statistics(table, column, memory_, &found); });
    return found;
}

}  // namespace pgops
