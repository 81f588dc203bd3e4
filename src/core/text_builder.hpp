// A long text made piece by piece, in the run's memory.
#pragma once

#include "core/text.hpp"

namespace pgops {

class TextBuilder {
 public:
    explicit TextBuilder(Memory* memory) : characters_(memory) {}

    // Texts, literals and integers, as in concat.
    template <class... Pieces>
    TextBuilder& add(const Pieces&... pieces) {
        (append(text_detail::piece(pieces).view()), ...);
        return *this;
    }
    TextBuilder& repeat(std::string_view piece, std::size_t times) {
        for (; times > 0; --times) append(piece);
        return *this;
    }

    std::size_t size() const { return characters_.size(); }
    // Good until something is added.
    std::string_view view() const { return {characters_.data(), characters_.size()}; }

 private:
    void append(std::string_view more) { characters_.insert(characters_.end(), more.begin(), more.end()); }

    Vector<char> characters_;
};

}  // namespace pgops
