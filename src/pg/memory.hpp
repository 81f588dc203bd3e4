// A memory resource on a PostgreSQL memory context: what a run allocates goes away with the context, also after an error.
#pragma once

#include "pg/prelude.hpp"

namespace pgops {

// Fails with std::bad_alloc, never with an error of the server. Single texts (alignment 1) are packed into chunks and never given
// back one by one; everything else is an allocation of its own in the context.
class ContextMemory final : public std::pmr::memory_resource {
 public:
    explicit ContextMemory(MemoryContext context) : context_(context) {}
    MemoryContext context() const { return context_; }

 private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override;
    void do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) override;
    bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }
    void* allocate_in_context(std::size_t bytes);

    static constexpr std::size_t kChunkBytes = 256 * 1024;
    static constexpr std::size_t kLargestPacked = kChunkBytes / 8;

    MemoryContext context_;
    char* chunk_ = nullptr;
    std::size_t chunk_left_ = 0;
};

// A context of its own under the current one, and the resource on it.
ContextMemory& begin_run_memory();
// Gives everything back. Not called after an error: the parent context goes then.
void end_run_memory(ContextMemory& memory);

// A text of the server (or of a page) copied into the run's memory.
std::string_view copy_text(Memory* memory, const char* text);

}  // namespace pgops
