#include "pg/sink.hpp"

#include "pg/json_writer.hpp"

namespace pgops {

text* to_text(std::string_view value) { return cstring_to_text_with_len(value.data(), static_cast<int>(value.size())); }

Sink::Sink(FunctionCallInfo fcinfo) {
    InitMaterializedSRF(fcinfo, 0);
    result_ = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
    row_context_ = AllocSetContextCreate(CurrentMemoryContext, "pgops row", ALLOCSET_DEFAULT_SIZES);
}

Sink& Sink::put(Datum value, bool is_null) {
    if (column_ >= kMaxColumns) elog(ERROR, "a row of pgops_ext has too many columns");
    values_[column_] = value;
    nulls_[column_++] = is_null;
    return *this;
}

Sink& Sink::text(std::string_view value) {
    const MemoryContext before = MemoryContextSwitchTo(row_context_);
    put(PointerGetDatum(to_text(value)), false);
    MemoryContextSwitchTo(before);
    return *this;
}

Sink& Sink::text_or_null(std::string_view value) { return value.empty() ? null() : text(value); }
Sink& Sink::integer(std::int32_t value) { return put(Int32GetDatum(value), false); }
Sink& Sink::bigint(std::optional<std::int64_t> value) { return value ? put(Int64GetDatum(*value), false) : null(); }
Sink& Sink::real(double value) { return put(Float8GetDatum(value), false); }
Sink& Sink::time(Microseconds value) { return put(TimestampTzGetDatum(value), value == kUnknownTime); }
Sink& Sink::boolean(bool value) { return put(BoolGetDatum(value), false); }
Sink& Sink::object_id(ObjectId value) { return put(ObjectIdGetDatum(value), value == kNoObject); }
Sink& Sink::object_sub_id(ObjectId object, std::int32_t value) { return put(Int32GetDatum(value), object == kNoObject); }

Sink& Sink::interval_of_seconds(double seconds) {
    const MemoryContext before = MemoryContextSwitchTo(row_context_);
    auto* const interval = static_cast<::Interval*>(palloc0(sizeof(::Interval)));
    constexpr double kSecondsOfDay = 86400;
    interval->day = static_cast<std::int32_t>(std::min(seconds / kSecondsOfDay, 1e9));
    interval->time = static_cast<TimeOffset>((seconds - interval->day * kSecondsOfDay) * kSecond);
    put(IntervalPGetDatum(interval), false);
    MemoryContextSwitchTo(before);
    return *this;
}

Sink& Sink::texts(std::span<const std::string_view> values) {
    const MemoryContext before = MemoryContextSwitchTo(row_context_);
    auto* const elements = static_cast<Datum*>(palloc(sizeof(Datum) * (values.size() + 1)));
    for (std::size_t i = 0; i < values.size(); ++i) elements[i] = PointerGetDatum(to_text(values[i]));
    put(PointerGetDatum(construct_array(elements, static_cast<int>(values.size()), TEXTOID, -1, false, TYPALIGN_INT)), false);
    MemoryContextSwitchTo(before);
    return *this;
}

Sink& Sink::null() { return put(static_cast<Datum>(0), true); }

Sink& Sink::json(std::span<const Evidence> evidence) {
    const MemoryContext before = MemoryContextSwitchTo(row_context_);
    JsonWriter writer;
    writer.begin_object();
    for (const Evidence& item : evidence) writer.member(item.name, item.value);
    put(writer.end_object().finish(), false);
    MemoryContextSwitchTo(before);
    return *this;
}

void Sink::row() {
    CHECK_FOR_INTERRUPTS();
    tuplestore_putvalues(result_->setResult, result_->setDesc, values_.data(), nulls_.data());
    MemoryContextReset(row_context_);
    column_ = 0;
}

}  // namespace pgops
