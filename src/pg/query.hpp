// A query of the system's views, for facts that only those have: read as the caller, with the search path pinned, row by row.
#pragma once

#include "pg/prelude.hpp"

#include <type_traits>

namespace pgops {

// One row of the answer, while it is visited. Columns count from 1; what is null reads as nothing, 0 or false.
class QueryRow {
 public:
    QueryRow(HeapTuple tuple, TupleDesc description, Memory* memory) : tuple_(tuple), description_(description), memory_(memory) {}

    bool is_null(int column) const {
        bool null = true;
        SPI_getbinval(tuple_, description_, column, &null);
        return null;
    }
    std::string_view text(int column) const;  // of any type, in the run's memory
    std::int64_t bigint(int column) const { return DatumGetInt64(value(column)); }
    std::int32_t integer(int column) const { return DatumGetInt32(value(column)); }
    double real(int column) const { return DatumGetFloat8(value(column)); }
    bool boolean(int column) const { return DatumGetBool(value(column)); }
    ObjectId id(int column) const { return DatumGetObjectId(value(column)); }
    TimestampTz time(int column) const { return DatumGetTimestampTz(value(column)); }
    template <class Element>
    std::span<const Element> array(int column) const;

 private:
    Datum value(int column) const {
        bool null = true;
        const Datum datum = SPI_getbinval(tuple_, description_, column, &null);
        return null ? static_cast<Datum>(0) : datum;
    }

    HeapTuple tuple_;
    TupleDesc description_;
    Memory* memory_;
};

// Begins and ends the reading, in a subtransaction of its own that is rolled back: with it go the locks on the system's views. An error
// in between is rolled back by the guard that all this runs under.
struct OpenQuery {
    int level;
    MemoryContext context;
    ResourceOwner owner;
};
OpenQuery begin_query(const char* sql);
void end_query(const OpenQuery& open);

// Calls visit(const QueryRow&) for each row. To be called under the guard.
template <class Visit>
void query(Memory* memory, const char* sql, Visit visit) {
    static_assert(std::is_trivially_destructible_v<Visit>, "a server error would jump over the destructor");
    const OpenQuery open = begin_query(sql);
    for (uint64 i = 0; i < SPI_processed; ++i) visit(QueryRow(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, memory));
    end_query(open);
}

template <class Element>
std::span<const Element> QueryRow::array(int column) const {
    const Datum datum = value(column);
    if (datum == 0) return {};
    const ArrayType* const array = DatumGetArrayTypeP(datum);
    const int count = ARR_NDIM(array) == 1 && !ARR_HASNULL(array) ? ARR_DIMS(array)[0] : 0;
    if (count == 0) return {};
    const std::size_t bytes = sizeof(Element) * static_cast<std::size_t>(count);
    auto* const copy = static_cast<Element*>(memory_->allocate(bytes, alignof(Element)));
    memcpy(copy, ARR_DATA_PTR(array), bytes);
    return {copy, static_cast<std::size_t>(count)};
}

}  // namespace pgops
