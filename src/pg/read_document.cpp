#include "pg/read_document.hpp"

#include "pg/encoding.hpp"
#include "pg/memory.hpp"

namespace pgops {

namespace {

using Convert = std::string_view (*)(Memory*, std::string_view);

Document read_container(JsonbContainer* container, Convert convert, Memory* memory);

std::string_view text_of(const JsonbValue& value, Convert convert, Memory* memory) {
    return convert(memory, concat(memory, std::string_view(value.val.string.val, static_cast<std::size_t>(value.val.string.len))));
}

Document read_value(const JsonbValue& value, Convert convert, Memory* memory) {
    switch (value.type) {
        case jbvString: return Document::of_text(text_of(value, convert, memory));
        case jbvNumeric: return Document::of_number(copy_text(memory, numeric_normalize(value.val.numeric)));
        case jbvBool: return Document::of_boolean(value.val.boolean);
        case jbvBinary: return read_container(value.val.binary.data, convert, memory);
        default: return {};
    }
}

Document read_container(JsonbContainer* container, Convert convert, Memory* memory) {
    check_stack_depth();
    CHECK_FOR_INTERRUPTS();
    JsonbIterator* iterator = JsonbIteratorInit(container);
    JsonbValue value{};
    const JsonbIteratorToken kind = JsonbIteratorNext(&iterator, &value, true);
    const bool is_scalar = kind == WJB_BEGIN_ARRAY && value.val.array.rawScalar;
    auto& members = make_in<Vector<Member>>(memory, memory);
    std::string_view name;
    for (JsonbIteratorToken token = JsonbIteratorNext(&iterator, &value, true); token != WJB_DONE; token = JsonbIteratorNext(&iterator, &value, true)) {
        if (token == WJB_KEY) name = text_of(value, convert, memory);
        else if (token == WJB_VALUE || token == WJB_ELEM) members.push_back({name, read_value(value, convert, memory)});
    }
    if (is_scalar) return members.empty() ? Document() : members.front().value;
    return Document::of_members(kind == WJB_BEGIN_OBJECT ? Document::Kind::Object : Document::Kind::List, span_of(members));
}

}  // namespace

Document read_document(const Jsonb& json, Memory* memory) {
    return read_container(
        const_cast<JsonbContainer*>(&json.root), [](Memory*, std::string_view text) { return text; }, memory);
}

Document read_document_in_utf8(const Jsonb& json, Memory* memory) { return read_container(const_cast<JsonbContainer*>(&json.root), to_utf8, memory); }

}  // namespace pgops
