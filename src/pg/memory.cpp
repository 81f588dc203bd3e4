#include "pg/memory.hpp"

#include <malloc.h>

namespace pgops {

void* ContextMemory::allocate_in_context(std::size_t bytes) {
    // The server raises an error instead of returning null for a size that is no size at all.
    if (!AllocHugeSizeIsValid(bytes)) throw std::bad_alloc();
    void* const memory = MemoryContextAllocExtended(context_, bytes, MCXT_ALLOC_NO_OOM | MCXT_ALLOC_HUGE);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}

void* ContextMemory::do_allocate(std::size_t bytes, std::size_t alignment) {
    if (alignment > MAXIMUM_ALIGNOF) throw std::bad_alloc();  // no type of ours is aligned wider than the server aligns
    if (alignment > 1 || bytes > kLargestPacked) return allocate_in_context(bytes > 0 ? bytes : 1);
    if (bytes > chunk_left_) {
        chunk_ = static_cast<char*>(allocate_in_context(kChunkBytes));
        chunk_left_ = kChunkBytes;
    }
    char* const memory = chunk_;
    chunk_ += bytes;
    chunk_left_ -= bytes;
    return memory;
}

void ContextMemory::do_deallocate(void* memory, std::size_t bytes, std::size_t alignment) {
    if (alignment > 1 || bytes > kLargestPacked) pfree(memory);
}

ContextMemory& begin_run_memory() {
    const MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "pgops run", ALLOCSET_DEFAULT_SIZES);
    return *new (MemoryContextAlloc(context, sizeof(ContextMemory))) ContextMemory(context);
}

void end_run_memory(ContextMemory& memory) {
    MemoryContextDelete(memory.context());
#ifdef __GLIBC__
    malloc_trim(0);  // what was freed in pieces would stay with the process otherwise
#endif
}

std::string_view copy_text(Memory* memory, const char* text) { return concat(memory, text); }

}  // namespace pgops
