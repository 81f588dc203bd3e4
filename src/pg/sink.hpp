// The one way out: typed values, row by row, into the result of a set-returning function.
#pragma once

#include "pg/prelude.hpp"

#include <array>
#include <type_traits>

namespace pgops {

// Materialises rows; owns nothing (the tuplestore belongs to the executor).
class Sink {
 public:
    explicit Sink(FunctionCallInfo fcinfo);

    Sink& text(std::string_view value);          // empty is an empty text
    Sink& text_or_null(std::string_view value);  // empty is null
    Sink& integer(std::int32_t value);
    Sink& bigint(std::optional<std::int64_t> value);
    Sink& real(double value);
    Sink& boolean(bool value);
    Sink& object_id(ObjectId value);  // 0 is null
    Sink& object_sub_id(ObjectId object, std::int32_t value);
    Sink& time(Microseconds value);  // kUnknownTime is null
    Sink& interval_of_seconds(double seconds);
    Sink& texts(std::span<const std::string_view> values);
    Sink& json(std::span<const Evidence> evidence);  // jsonb object
    Sink& null();
    // Ends the row.
    void row();

 private:
    Sink& put(Datum value, bool is_null);

    static constexpr std::size_t kMaxColumns = 32;
    ReturnSetInfo* result_;
    MemoryContext row_context_;
    std::array<Datum, kMaxColumns> values_{};
    std::array<bool, kMaxColumns> nulls_{};
    std::size_t column_ = 0;
};
static_assert(std::is_trivially_destructible_v<Sink>, "a server error would jump over the destructor");

text* to_text(std::string_view value);

}  // namespace pgops
