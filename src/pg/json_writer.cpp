#include "pg/json_writer.hpp"

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

JsonbValue scalar_value(const Value& value) {
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

JsonWriter& JsonWriter::push(JsonbIteratorToken token) {
    whole_ = pushJsonbValue(&state_, token, nullptr);
    named_ = false;
    return *this;
}

JsonWriter& JsonWriter::name(std::string_view text) {
    JsonbValue made = string_value(text);
    pushJsonbValue(&state_, WJB_KEY, &made);
    named_ = true;
    return *this;
}

JsonWriter& JsonWriter::value(const Value& value) {
    if (value.kind == Value::Kind::List) {
        begin_list();
        for (const std::string_view text : value.list) this->value({.kind = Value::Kind::Text, .text = text});
        return end_list();
    }
    JsonbValue made = scalar_value(value);
    pushJsonbValue(&state_, named_ ? WJB_VALUE : WJB_ELEM, &made);
    named_ = false;
    return *this;
}

}  // namespace pgops
