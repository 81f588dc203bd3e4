// Everything that a run allocates comes from one polymorphic memory resource; containers are Boost.Container's, on that resource.
#pragma once

#include <cstddef>
#include <functional>
#include <memory_resource>
#include <new>
#include <span>
#include <utility>

#include <boost/container/flat_map.hpp>
#include <boost/container/flat_set.hpp>
#include <boost/container/vector.hpp>

namespace pgops {

using Memory = std::pmr::memory_resource;

template <class T>
using Vector = boost::container::vector<T, std::pmr::polymorphic_allocator<T>>;

template <class Key, class Value>
using FlatMap = boost::container::flat_map<Key, Value, std::less<Key>, std::pmr::polymorphic_allocator<std::pair<Key, Value>>>;

template <class Key>
using FlatSet = boost::container::flat_set<Key, std::less<Key>, std::pmr::polymorphic_allocator<Key>>;

// Boost's iterators are not contiguous iterators to the standard library, so a span must be told.
template <class T>
std::span<const T> span_of(const Vector<T>& elements) {
    return {elements.data(), elements.size()};
}

// Constructs an object that lives as long as its memory and whose destructor never runs: the way to own something in a frame
// that a PostgreSQL error may leave by longjmp.
template <class T, class... Arguments>
T& make_in(Memory* memory, Arguments&&... arguments) {
    return *new (memory->allocate(sizeof(T), alignof(T))) T(std::forward<Arguments>(arguments)...);
}

}  // namespace pgops
