// Work over many elements that a cancel can end: a range that looks for it at each element, a sort that does at every few comparisons.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <span>

#include "core/memory.hpp"
#include "model/server.hpp"

namespace pgops {

// The elements of a span. A look for a cancel costs no more than reading a variable, so there is one at each.
template <class T>
class PolledRange {
 public:
    class Iterator {
     public:
        using value_type = T;
        using difference_type = std::ptrdiff_t;
        Iterator(T* at, Server* server) : at_(at), server_(server) {}
        T& operator*() const { return *at_; }
        T* operator->() const { return at_; }
        Iterator& operator++() {
            server_->poll();
            ++at_;
            return *this;
        }
        bool operator==(const Iterator& other) const { return at_ == other.at_; }

     private:
        T* at_;
        Server* server_;
    };

    PolledRange(std::span<T> elements, Server* server) : elements_(elements), server_(server) {}
    Iterator begin() const { return {elements_.data(), server_}; }
    Iterator end() const { return {elements_.data() + elements_.size(), server_}; }
    std::size_t size() const { return elements_.size(); }

 private:
    std::span<T> elements_;
    Server* server_;
};

template <class T>
PolledRange<T> polled(Server& server, Vector<T>& elements) {
    return {std::span<T>(elements.data(), elements.size()), &server};
}
template <class T>
PolledRange<const T> polled(Server& server, const Vector<T>& elements) {
    return {span_of(elements), &server};
}

// Sorts elements that may lie in order already, as catalogs mostly do: then there is nothing to move.
template <class T, class Less>
void polled_sort(Server& server, Vector<T>& elements, Less less) {
    std::uint32_t count = 0;
    const auto polling_less = [&](const T& a, const T& b) {
        if ((++count & 0xFFU) == 0) server.poll();
        return less(a, b);
    };
    if (!std::is_sorted(elements.begin(), elements.end(), polling_less)) std::sort(elements.begin(), elements.end(), polling_less);
}

template <class T, class Projection>
void polled_sort_by(Server& server, Vector<T>& elements, Projection projection) {
    polled_sort(server, elements, [&](const T& a, const T& b) { return std::invoke(projection, a) < std::invoke(projection, b); });
}

}  // namespace pgops
