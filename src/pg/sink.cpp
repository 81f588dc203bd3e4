#include "pg/sink.hpp"

namespace pgops {

namespace {

JsonbValue string_value(std::string_view text) {
    JsonbValue value{};
    value.type = jbvString;
    value.val.string.val = const_cast<char*>(text.data());
    value.val.string.len = static_cast<int>(text.size());
    return value;
}

JsonbValue numeric_value(Datum numeric) {
    JsonbValue value{};
    value.type = jbvNumeric;
    value.val.numeric = DatumGetNumeric(numeric);
    return value;
}

JsonbValue json_value(const Value& value) {
    JsonbValue made{};
    switch (value.kind) {
        case Value::Kind::Text: return string_value(value.text);
        case Value::Kind::Integer: return numeric_value(DirectFunctionCall1(int8_numeric, Int64GetDatum(value.integer)));
        case Value::Kind::Real: {
            // Three decimals say enough, and print the same on every machine.
            const Datum exact = DirectFunctionCall1(float8_numeric, Float8GetDatum(value.real));
            return numeric_value(DirectFunctionCall2(numeric_round, exact, Int32GetDatum(3)));
        }
        case Value::Kind::Boolean:
            made.type = jbvBool;
            made.val.boolean = value.boolean;
            return made;
        default: made.type = jbvNull; return made;
    }
}

}  // namespace

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
Sink& Sink::null() { return put(static_cast<Datum>(0), true); }

Sink& Sink::json(std::span<const Evidence> evidence) {
    const MemoryContext before = MemoryContextSwitchTo(row_context_);
    JsonbParseState* state = nullptr;
    pushJsonbValue(&state, WJB_BEGIN_OBJECT, nullptr);
    for (const Evidence& item : evidence) {
        JsonbValue name = string_value(item.name);
        pushJsonbValue(&state, WJB_KEY, &name);
        if (item.value.kind == Value::Kind::List) {
            pushJsonbValue(&state, WJB_BEGIN_ARRAY, nullptr);
            for (const std::string_view text : item.value.list) {
                JsonbValue element = string_value(text);
                pushJsonbValue(&state, WJB_ELEM, &element);
            }
            pushJsonbValue(&state, WJB_END_ARRAY, nullptr);
        } else {
            JsonbValue value = json_value(item.value);
            pushJsonbValue(&state, WJB_VALUE, &value);
        }
    }
    put(JsonbPGetDatum(JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, nullptr))), false);
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
