// Work over many elements that a cancel can end: a range that looks for it at each element, a sort that does at every few comparisons.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <span>
#include <type_traits>
#include <utility>

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

// Algorithms copy what compares, so the count of comparisons stands outside.
template <class Less>
auto polling(Server& server, std::uint32_t& count, Less less) {
    return [&server, &count, less](const auto& a, const auto& b) {
        if ((++count & 0xFFU) == 0) server.poll();
        return less(a, b);
    };
}

// Sorts elements that may lie in order already, as catalogs mostly do: then there is nothing to move.
template <class T, class Less>
void polled_sort(Server& server, Vector<T>& elements, Less less) {
    std::uint32_t count = 0;
    const auto polling_less = polling(server, count, less);
    if (!std::is_sorted(elements.begin(), elements.end(), polling_less)) std::sort(elements.begin(), elements.end(), polling_less);
}

// The same for elements that are large: keys are sorted instead, then each element is moved once. Equal keys keep their order.
template <class T, class Key>
void polled_sort_by(Server& server, Vector<T>& elements, Key key) {
    struct Place {
        std::decay_t<std::invoke_result_t<Key, const T&>> key;
        std::uint32_t from;
        bool operator<(const Place& other) const { return key != other.key ? key < other.key : from < other.from; }
    };
    const auto before = [&](const T& a, const T& b) { return std::invoke(key, a) < std::invoke(key, b); };
    std::uint32_t count = 0;
    if (std::is_sorted(elements.begin(), elements.end(), polling(server, count, before))) return;
    Vector<Place> places(elements.get_allocator());
    places.reserve(elements.size());
    for (const T& element : polled(server, std::as_const(elements))) places.push_back({std::invoke(key, element), static_cast<std::uint32_t>(places.size())});
    std::sort(places.begin(), places.end(), polling(server, count, std::less<Place>()));
    // Along each cycle of the permutation.
    for (std::uint32_t start = 0; start < places.size(); ++start) {
        if (places[start].from == start) continue;
        T held = std::move(elements[start]);
        std::uint32_t to = start;
        for (std::uint32_t from = places[to].from; from != start; from = places[to].from) {
            server.poll();
            elements[to] = std::move(elements[from]);
            places[to].from = to;
            to = from;
        }
        elements[to] = std::move(held);
        places[to].from = to;
    }
}

}  // namespace pgops
