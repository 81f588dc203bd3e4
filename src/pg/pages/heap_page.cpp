#include "pg/pages/heap_page.hpp"

namespace pgops {

namespace {

// Bytes of the value at `data`, as stored; 0 when it would reach beyond `left`.
std::size_t stored_bytes(const char* data, std::size_t left, int length) {
    if (length > 0) return static_cast<std::size_t>(length) <= left ? static_cast<std::size_t>(length) : 0;
    if (length == -2) {
        const std::size_t characters = strnlen(data, left);
        return characters < left ? characters + 1 : 0;
    }
    if (left == 0) return 0;
    if (VARATT_IS_1B_E(data)) {
        const auto tag = left > 1 ? VARTAG_1B_E(data) : 0;
        const bool known = tag == VARTAG_ONDISK || tag == VARTAG_INDIRECT || VARTAG_IS_EXPANDED(static_cast<vartag_external>(tag));
        return known && VARSIZE_EXTERNAL(data) <= left ? VARSIZE_EXTERNAL(data) : 0;
    }
    if (!VARATT_IS_1B(data) && left < VARHDRSZ) return 0;
    const std::size_t size = VARSIZE_ANY(data);
    return size > 0 && size <= left ? size : 0;
}

std::size_t aligned(std::size_t offset, char alignment) { return att_align_nominal(offset, alignment); }

// A varlena that is not aligned shows a byte that is not zero, where padding is zero.
std::size_t start_of_value(const char* data, std::size_t from, std::size_t end, Form_pg_attribute column) {
    return column->attlen != -1 || (from < end && data[from] == 0) ? aligned(from, column->attalign) : from;
}

bool has_sound_header(HeapTupleHeader tuple, std::uint32_t length, TupleDesc description) {
    const int stored_columns = HeapTupleHeaderGetNatts(tuple);
    const std::size_t header = SizeofHeapTupleHeader + ((tuple->t_infomask & HEAP_HASNULL) != 0 ? static_cast<std::size_t>(BITMAPLEN(stored_columns)) : 0);
    return stored_columns <= description->natts && tuple->t_hoff >= header && tuple->t_hoff <= length && tuple->t_hoff == MAXALIGN(tuple->t_hoff);
}

// Adds a value as heap_fill_tuple lays it down: short varlenas have a one-byte header and no alignment.
void lay_down(std::size_t& offset, Form_pg_attribute column, const char* data, std::size_t stored) {
    if (column->attlen == -1) {
        if (VARATT_IS_1B_E(data) || VARATT_IS_1B(data)) {
            offset += stored;
            return;
        }
        if (column->attstorage != TYPSTORAGE_PLAIN && VARATT_CAN_MAKE_SHORT(data)) {
            offset += VARATT_CONVERTED_SHORT_SIZE(data);
            return;
        }
    }
    offset = aligned(offset, column->attalign) + stored;
}

void lay_down_missing(std::size_t& offset, TupleDesc description, int column, bool& has_nulls) {
    bool is_null = true;
    const Datum value = getmissingattr(description, column + 1, &is_null);
    const Form_pg_attribute attribute = TupleDescAttr(description, column);
    if (is_null || attribute->attisdropped) {
        has_nulls = true;
    } else if (attribute->attbyval) {
        offset = aligned(offset, attribute->attalign) + static_cast<std::size_t>(attribute->attlen);
    } else {
        const char* const data = DatumGetPointer(value);
        const std::size_t stored = attribute->attlen > 0     ? static_cast<std::size_t>(attribute->attlen)
                                   : attribute->attlen == -1 ? VARSIZE_ANY(data)
                                                             : strlen(data) + 1;
        lay_down(offset, attribute, data, stored);
    }
}

}  // namespace

RowShape::RowShape(TupleDesc description) : description_(description) {
    for (int i = 0; i < description->natts; ++i) has_dropped_columns_ = has_dropped_columns_ || TupleDescAttr(description, i)->attisdropped;
}

std::uint32_t RowShape::reformed_length(HeapTupleHeader tuple, std::uint32_t length) const {
    const char* const data = reinterpret_cast<const char*>(tuple) + tuple->t_hoff;
    const std::size_t end = length - tuple->t_hoff;
    const int stored_columns = HeapTupleHeaderGetNatts(tuple);
    const bool may_be_null = (tuple->t_infomask & HEAP_HASNULL) != 0;
    bool has_nulls = false;
    std::size_t from = 0, to = 0;
    for (int i = 0; i < description_->natts; ++i) {
        if (i >= stored_columns) {
            lay_down_missing(to, description_, i, has_nulls);
            continue;
        }
        const Form_pg_attribute column = TupleDescAttr(description_, i);
        if (may_be_null && att_isnull(i, tuple->t_bits)) {
            has_nulls = true;
            continue;
        }
        from = start_of_value(data, from, end, column);
        if (from > end) return 0;
        const std::size_t stored = stored_bytes(data + from, end - from, column->attlen);
        if (stored == 0) return 0;
        if (column->attisdropped) has_nulls = true;
        else lay_down(to, column, data + from, stored);
        from += stored;
    }
    const std::size_t header = SizeofHeapTupleHeader + (has_nulls ? static_cast<std::size_t>(BITMAPLEN(description_->natts)) : 0);
    return static_cast<std::uint32_t>(MAXALIGN(header) + to);
}

const char* stored_value(HeapTupleHeader tuple, std::uint32_t length, TupleDesc description, std::int16_t column) {
    const int stored_columns = HeapTupleHeaderGetNatts(tuple);
    if (column > stored_columns || !has_sound_header(tuple, length, description)) return nullptr;
    const char* const data = reinterpret_cast<const char*>(tuple) + tuple->t_hoff;
    const std::size_t end = length - tuple->t_hoff;
    std::size_t from = 0;
    for (int i = 0; i < column; ++i) {
        const bool is_null = (tuple->t_infomask & HEAP_HASNULL) != 0 && att_isnull(i, tuple->t_bits);
        if (is_null && i + 1 == column) return nullptr;
        if (is_null) continue;
        const Form_pg_attribute attribute = TupleDescAttr(description, i);
        from = start_of_value(data, from, end, attribute);
        const std::size_t stored = from <= end ? stored_bytes(data + from, end - from, attribute->attlen) : 0;
        if (stored == 0) return nullptr;
        if (i + 1 == column) return data + from;
        from += stored;
    }
    return nullptr;
}

std::uint32_t RowShape::rewritten_bytes(HeapTupleHeader tuple, std::uint32_t length) const {
    const int stored_columns = HeapTupleHeaderGetNatts(tuple);
    if (!has_sound_header(tuple, length, description_)) return 0;
    const bool as_it_is = !has_dropped_columns_ && stored_columns == description_->natts;
    const std::uint32_t rewritten = as_it_is ? length : reformed_length(tuple, length);
    return rewritten == 0 ? 0 : static_cast<std::uint32_t>(MAXALIGN(rewritten) + sizeof(ItemIdData));
}

HeapPages::HeapPages(Relation heap, std::size_t most_sizes, Memory* memory)

    : shape_(RelationGetDescr(heap)), is_toast_(heap->rd_rel->relkind == RELKIND_TOASTVALUE), fates_(heap), most_sizes_(most_sizes), row_bytes_(memory) {}

// A rebuild writes the chunks of a value one after the other, whatever gaps they were put into before; the last one, which is shorter,
// tells how many came before it.
void HeapPages::keep_size(HeapTupleHeader tuple, std::uint32_t length, std::uint32_t bytes) {
    constexpr std::uint32_t kWholeChunk = MAXALIGN(SizeofHeapTupleHeader) + 2 * sizeof(std::int32_t) + VARHDRSZ + TOAST_MAX_CHUNK_SIZE;
    std::uint32_t chunks_before = 0;
    if (is_toast_ && length >= kWholeChunk) return;
    if (is_toast_ && length >= tuple->t_hoff + 2 * sizeof(std::int32_t))
        memcpy(&chunks_before, reinterpret_cast<const char*>(tuple) + tuple->t_hoff + sizeof(Oid), sizeof(chunks_before));
    for (; chunks_before > 0 && row_bytes_.size() < most_sizes_; --chunks_before)
        row_bytes_.push_back(static_cast<std::uint16_t>(MAXALIGN(kWholeChunk) + sizeof(ItemIdData)));
    if (row_bytes_.size() < most_sizes_) row_bytes_.push_back(static_cast<std::uint16_t>(bytes));
}

HeapPageContent HeapPages::look_at(Page page) {
    HeapPageContent content;
    const OffsetNumber last = last_offset(page);
    last_offset_ = 0;
    if (last > MaxHeapTuplesPerPage) {
        content.damaged = true;
        return content;
    }
    for (OffsetNumber offset = FirstOffsetNumber; offset <= last; ++offset) {
        const ItemId item = PageGetItemId(page, offset);
        is_row_[offset] = false;
        if (!ItemIdIsNormal(item)) continue;
        const std::uint32_t start = ItemIdGetOffset(item), length = ItemIdGetLength(item);
        if (length < SizeofHeapTupleHeader || start < SizeOfPageHeaderData || start + length > BLCKSZ || start != MAXALIGN(start)) {
            content.damaged = true;
            continue;
        }
        const auto tuple = reinterpret_cast<HeapTupleHeader>(PageGetItem(page, item));
        is_row_[offset] = true;
        fate_[offset] = fates_.of(tuple);
        if (fate_[offset] == TupleFate::Dead) continue;
        const std::uint32_t bytes = shape_.rewritten_bytes(tuple, length);
        content.damaged = content.damaged || bytes == 0 || fate_[offset] == TupleFate::Damaged;
        content.rewritten_bytes += bytes;
        if (fate_[offset] == TupleFate::HeldBack) content.held_back_bytes += bytes;
        if (bytes > 0) keep_size(tuple, length, bytes);
    }
    count_entries(page, content);
    return content;
}

// The best fate that a version in the chain has: what an index entry that points at its start will see.
TupleFate HeapPages::fate_of_chain(Page page, OffsetNumber first) const {
    const OffsetNumber last = last_offset(page);
    TupleFate best = TupleFate::Dead;
    for (OffsetNumber offset = first, steps = 0; offset >= FirstOffsetNumber && offset <= last && is_row_[offset] && steps <= last; ++steps) {
        if (fate_[offset] == TupleFate::Kept || fate_[offset] == TupleFate::Damaged) return TupleFate::Kept;
        if (fate_[offset] == TupleFate::HeldBack) best = TupleFate::HeldBack;
        const auto tuple = reinterpret_cast<HeapTupleHeader>(PageGetItem(page, PageGetItemId(page, offset)));
        if (!HeapTupleHeaderIsHotUpdated(tuple)) break;
        offset = ItemPointerGetOffsetNumberNoCheck(&tuple->t_ctid);
    }
    return best;
}

void HeapPages::count_entries(Page page, HeapPageContent& content) {
    const OffsetNumber last = last_offset_ = last_offset(page);
    for (OffsetNumber offset = FirstOffsetNumber; offset <= last; ++offset) {
        const ItemId item = PageGetItemId(page, offset);
        TupleFate fate = TupleFate::Dead;
        entry_fate_[offset] = TupleFate::Kept;
        if (ItemIdIsRedirected(item)) fate = fate_of_chain(page, ItemIdGetRedirect(item));
        else if (is_row_[offset]) {
            if (HeapTupleHeaderIsHeapOnly(reinterpret_cast<HeapTupleHeader>(PageGetItem(page, item)))) continue;
            fate = fate_of_chain(page, offset);
        } else if (!ItemIdIsDead(item)) continue;
        ++content.entries;
        entry_fate_[offset] = fate;
        if (fate == TupleFate::HeldBack) ++content.entries_held_back;
        if (fate == TupleFate::Dead) ++content.entries_dead;
    }
}

}  // namespace pgops
