#include "pg/pages/value_sizes.hpp"

#include "core/sampling.hpp"
#include "pg/guard.hpp"
#include "pg/pages/heap_page.hpp"
#include "pg/pages/open_relation.hpp"

namespace pgops {

namespace {

struct Question {
    std::int16_t column;
    std::int64_t large;
    std::uint32_t most_pages;
};

// Without its header, and before compression.
std::int64_t full_bytes(const char* data) {
    const auto* const value = reinterpret_cast<const varlena*>(data);
    if (VARATT_IS_EXTERNAL_ONDISK(value)) {
        varatt_external pointer;
        VARATT_EXTERNAL_GET_POINTER(pointer, value);
        return pointer.va_rawsize - VARHDRSZ;
    }
    if (VARATT_IS_EXTERNAL(value)) return 0;
    return static_cast<std::int64_t>(VARATT_IS_COMPRESSED(value) ? VARDATA_COMPRESSED_GET_EXTSIZE(value) : VARSIZE_ANY_EXHDR(value));
}

class SizeSample {
 public:
    SizeSample(Relation heap, const Question& question, ValueSizes* sizes)
        : heap_(heap),
          question_(question),
          sizes_(*sizes),
          description_(RelationGetDescr(heap)),
          reader_(heap, MAIN_FORKNUM, GetAccessStrategy(BAS_BULKREAD)),
          fates_(heap) {}

    void run(Memory* memory) {
        const BlockNumber blocks = RelationGetNumberOfBlocks(heap_);
        if (blocks == 0) return;
        auto& plan = make_in<SamplePlan>(memory, blocks, std::min<std::uint32_t>(blocks, question_.most_pages), heap_->rd_id, memory);
        for (std::span<const std::uint32_t> batch = plan.next(); !batch.empty(); batch = plan.next()) {
            const bool undisturbed = reader_.read(batch, [this](BlockNumber, PageState state, PageCopy& copy) {
                if (state == PageState::Read) look_at(copy.page());
            });
            if (!undisturbed) {
                sizes_.obstacle = "another session waits for a lock on it";
                break;
            }
        }
        sizes_.pages_read = reader_.pages_read();
    }

 private:
    void look_at(Page page) {
        const OffsetNumber last = last_offset(page);
        if (last > MaxHeapTuplesPerPage) return;
        for (OffsetNumber offset = FirstOffsetNumber; offset <= last; ++offset) {
            const ItemId item = PageGetItemId(page, offset);
            if (!ItemIdIsNormal(item)) continue;
            const std::uint32_t start = ItemIdGetOffset(item), length = ItemIdGetLength(item);
            if (length < SizeofHeapTupleHeader || start < SizeOfPageHeaderData || start + length > BLCKSZ || start != MAXALIGN(start)) continue;
            const auto tuple = reinterpret_cast<HeapTupleHeader>(PageGetItem(page, item));
            if (fates_.of(tuple) != TupleFate::Dead) look_at(tuple, length);
        }
    }

    void look_at(HeapTupleHeader tuple, std::uint32_t length) {
        const char* const value = stored_value(tuple, length, description_, question_.column);
        if (value == nullptr) return;
        const std::int64_t bytes = full_bytes(value);
        ++sizes_.values;
        if (bytes > sizes_.largest_bytes) sizes_.largest_bytes = bytes;
        if (bytes < question_.large) return;
        ++sizes_.large;
        sizes_.large_bytes += bytes;
    }

    Relation heap_;
    Question question_;
    ValueSizes& sizes_;
    TupleDesc description_;
    PageReader reader_;
    TupleFates fates_;
};

void sample_open(Relation heap, const Question& question, ValueSizes* sizes) {
    const std::string_view reason = obstacle_to(heap);
    const bool has_column = question.column >= 1 && question.column <= RelationGetDescr(heap)->natts;
    if (!reason.empty()) sizes->obstacle = reason;
    else if (heap->rd_rel->relam != HEAP_TABLE_AM_OID) sizes->obstacle = "its table access method is not heap";
    else if (!has_column || TupleDescAttr(RelationGetDescr(heap), question.column - 1)->attlen != -1) sizes->obstacle = "it was changed meanwhile";
    else with_scratch_memory([&](ContextMemory* memory) { make_in<SizeSample>(memory, heap, question, sizes).run(memory); });
}

}  // namespace

ValueSizes measure_value_sizes(ObjectId table, std::int16_t column, std::int64_t large, std::int64_t most_pages, Memory* memory) {
    ValueSizes sizes;
    const Question question{column, large, static_cast<std::uint32_t>(std::min<std::int64_t>(most_pages, UINT32_MAX))};
    try {
        Opened opened = Opened::Yes;
        guarded(memory, [&] { opened = with_relation(table, [&](Relation heap) { sample_open(heap, question, &sizes); }); });
        if (opened == Opened::Locked) sizes.obstacle = "locked by another session";
        if (opened == Opened::Gone) sizes.obstacle = "it was dropped meanwhile";
    } catch (const ServerError& error) {
        sizes = {.obstacle = concat(memory, error.sqlstate(), " ", error.what())};
    }
    return sizes;
}

}  // namespace pgops
