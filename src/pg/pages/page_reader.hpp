// Pages of one fork of a relation, each copied out of the buffer, so that nothing stays locked while it is looked at.
#pragma once

#include "pg/locks.hpp"
#include "pg/progress.hpp"

#include <optional>
#include <span>

namespace pgops {

struct PageCopy {
    alignas(MAXIMUM_ALIGNOF) char bytes[BLCKSZ];
    Page page() { return bytes; }
};

// The server's macro of that name, without its silent narrowing.
inline OffsetNumber last_offset(Page page) { return static_cast<OffsetNumber>(PageGetMaxOffsetNumber(page)); }

enum class PageState : std::uint8_t {
    Read,
    New,      // never written, or zeroed
    Damaged,  // its header or checksum is wrong
};

// Reads through a ring of buffers, so that a large relation evicts nobody's cache, with a few pages asked for ahead.
class PageReader {
 public:
    PageReader(Relation relation, ForkNumber fork, BufferAccessStrategy ring) : relation_(relation), fork_(fork), ring_(ring) {}

    // Calls visit(block, PageState, PageCopy&) for each block in turn. Between two pages it is interruptible, and it stops (returning
    // false) when somebody waits for a lock on the relation.
    template <class Visit>
    bool read(std::span<const std::uint32_t> blocks, Visit visit) {
        // A damaged page would end a stream: where some are expected, each is asked for by itself.
        std::optional<PageStream> stream;
        if (!careful_) stream.emplace(relation_, fork_, ring_, blocks.data(), blocks.size());
        bool complete = true;
        for (std::size_t i = 0; i < blocks.size() && complete; ++i) {
            if ((i & 0x1FU) == 0) progress_pages(pages_read_);
            if ((i & 0x1FU) == 0 && somebody_waits_for(RelationGetRelid(relation_))) complete = false;
            else visit(blocks[i], stream ? read_next(*stream) : read_one(blocks[i]), copy_);
        }
        if (stream) stream->end();
        return complete;
    }

    // One page, into page().
    PageState read_one(BlockNumber block);
    PageCopy& page() { return copy_; }

    std::int64_t pages_read() const { return pages_read_; }
    // Damaged pages raise an error in the server; after this call each read has a guard of its own and they are only counted.
    void expect_damage() { careful_ = true; }
    // Of a heap: after this call the copies have the page's header, line pointers and tuple headers, and anything between them. Half of a
    // page of small rows need not come from memory then.
    void copy_headers_only() { headers_only_ = true; }

 private:
    PageState read_next(PageStream& stream);
    void copy_from(Buffer buffer);
    void copy_headers(Page page);
    PageState state_of_copy();
    bool copy_buffer_guarded(BlockNumber block);

    Relation relation_;
    ForkNumber fork_;
    BufferAccessStrategy ring_;
    std::int64_t pages_read_ = 0;
    bool careful_ = false, headers_only_ = false;
    PageCopy copy_;
};

}  // namespace pgops
