#include "pg/pages/page_reader.hpp"

#include <algorithm>

namespace pgops {

void PageReader::copy_from(Buffer buffer) {
    LockBuffer(buffer, BUFFER_LOCK_SHARE);
    if (headers_only_) copy_headers(BufferGetPage(buffer));
    else memcpy(copy_.bytes, BufferGetPage(buffer), BLCKSZ);
    UnlockReleaseBuffer(buffer);
}

void PageReader::copy_headers(Page page) {
    const std::size_t pointers_end = std::clamp<std::size_t>(reinterpret_cast<PageHeader>(page)->pd_lower, SizeOfPageHeaderData, BLCKSZ);
    memcpy(copy_.bytes, page, pointers_end);
    if (state_of_copy() != PageState::Read) return;
    const OffsetNumber last = last_offset(copy_.page());
    const auto each = [&](auto&& use) {
        for (OffsetNumber offset = FirstOffsetNumber; offset <= last; ++offset) {
            const ItemId item = PageGetItemId(copy_.page(), offset);
            if (ItemIdIsNormal(item) && ItemIdGetOffset(item) >= pointers_end && ItemIdGetOffset(item) + SizeofHeapTupleHeader <= BLCKSZ)
                use(ItemIdGetOffset(item));
        }
    };
    // All on their way before the first is used.
    each([&](std::size_t at) { __builtin_prefetch(page + at); });
    each([&](std::size_t at) { memcpy(copy_.bytes + at, page + at, SizeofHeapTupleHeader); });
}

// False for a page that the server refuses to read.
bool PageReader::copy_buffer_guarded(BlockNumber block) {
    const MemoryContext context = CurrentMemoryContext;
    const ResourceOwner owner = CurrentResourceOwner;
    volatile bool read = false;
    BeginInternalSubTransaction(nullptr);
    MemoryContextSwitchTo(context);
    PG_TRY();
    {
        copy_from(ReadBufferExtended(relation_, fork_, block, RBM_NORMAL, ring_));
        read = true;
        ReleaseCurrentSubTransaction();
    }
    PG_CATCH();
    {
        MemoryContextSwitchTo(context);
        ErrorData* const error = CopyErrorData();
        FlushErrorState();
        RollbackAndReleaseCurrentSubTransaction();
        if (error->sqlerrcode != ERRCODE_DATA_CORRUPTED) ReThrowError(error);
        FreeErrorData(error);
    }
    PG_END_TRY();
    MemoryContextSwitchTo(context);
    CurrentResourceOwner = owner;
    return read;
}

PageState PageReader::read_one(BlockNumber block) {
    CHECK_FOR_INTERRUPTS();
    ++pages_read_;
    if (careful_ && !copy_buffer_guarded(block)) return PageState::Damaged;
    if (!careful_) copy_from(ReadBufferExtended(relation_, fork_, block, RBM_NORMAL, ring_));
    return state_of_copy();
}

PageState PageReader::read_next(PageStream& stream) {
    CHECK_FOR_INTERRUPTS();
    ++pages_read_;
    copy_from(stream.next());
    return state_of_copy();
}

PageState PageReader::state_of_copy() {
    const PageHeaderData& header = *reinterpret_cast<PageHeader>(copy_.bytes);
    if (header.pd_upper == 0) return PageState::New;
    // The server checks this much when it reads from disk, but not what lay in the buffer before.
    const bool sound = header.pd_lower >= SizeOfPageHeaderData && header.pd_lower <= header.pd_upper && header.pd_upper <= header.pd_special &&
                       header.pd_special <= BLCKSZ && header.pd_special == MAXALIGN(header.pd_special) && PageGetPageSize(copy_.page()) == BLCKSZ;
    return sound ? PageState::Read : PageState::Damaged;
}

}  // namespace pgops
