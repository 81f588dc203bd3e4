#include "model/document.hpp"

#include <charconv>
#include <cmath>

namespace pgops {

Document Document::of_members(Kind kind, std::span<const Member> members) {
    Document made(kind, {});
    made.first_ = members.data();
    made.count_ = members.size();
    return made;
}

double Document::real() const {
    double value = 0;
    if (kind_ == Kind::Number) std::from_chars(text_.data(), text_.data() + text_.size(), value);
    return std::isfinite(value) ? value : 0;
}

std::int64_t Document::integer() const {
    // Half of the range keeps the conversion defined, and is more than any figure here.
    constexpr double kLimit = 4.0e18;
    const double value = real();
    return value > kLimit || value < -kLimit ? 0 : static_cast<std::int64_t>(std::llround(value));
}

const Document& Document::operator[](std::string_view name) const {
    static constinit const Document kNothing;
    for (const Member& member : members())
        if (kind_ == Kind::Object && member.name == name) return member.value;
    return kNothing;
}

}  // namespace pgops
