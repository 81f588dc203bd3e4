// A report as data, in the form that pgops.report_json documents: objects, lists and scalars. What renders it asks for what it
// needs by name; what is missing reads as null, so that a report of another version is rendered as far as it goes.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/memory.hpp"

namespace pgops {

struct Member;

class Document {
 public:
    enum class Kind : std::uint8_t { Null, Text, Number, Boolean, List, Object };

    constexpr Document() = default;
    static Document of_text(std::string_view text) { return Document(Kind::Text, text); }
    static Document of_number(std::string_view digits) { return Document(Kind::Number, digits); }
    static Document of_boolean(bool value) { return Document(Kind::Boolean, value ? "true" : "false"); }
    // The members are the caller's, and outlive the document; those of a list have no names.
    static Document of_members(Kind kind, std::span<const Member> members);

    Kind kind() const { return kind_; }
    bool is_null() const { return kind_ == Kind::Null; }
    bool is_true() const { return kind_ == Kind::Boolean && text_ == "true"; }
    // Of a scalar, as JSON writes it, without quotes; empty for the others.
    std::string_view text() const { return text_; }
    // Of a number; 0 for the others.
    double real() const;
    std::int64_t integer() const;

    std::span<const Member> members() const;
    // The member of that name, or a null.
    const Document& operator[](std::string_view name) const;

 private:
    Document(Kind kind, std::string_view text) : kind_(kind), text_(text) {}

    Kind kind_ = Kind::Null;
    std::string_view text_;
    const Member* first_ = nullptr;
    std::size_t count_ = 0;
};

struct Member {
    std::string_view name;
    Document value;
};

inline std::span<const Member> Document::members() const { return {first_, count_}; }

}  // namespace pgops
