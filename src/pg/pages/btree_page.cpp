#include "pg/pages/btree_page.hpp"

namespace pgops {

namespace {

constexpr std::size_t kHeader = sizeof(IndexTupleData);

IndexTuple tuple_at(const char* tuple) { return reinterpret_cast<IndexTuple>(const_cast<char*>(tuple)); }

// The values of an index tuple one after the other, never beyond its end.
class Values {
 public:
    Values(const char* tuple, std::size_t bytes) {
        has_nulls_ = IndexTupleHasNulls(tuple_at(tuple)) != 0;
        const std::size_t start = IndexInfoFindDataOffset(tuple_at(tuple)->t_info);
        data_ = tuple + Min(start, bytes);
        end_ = bytes - Min(start, bytes);
        nulls_ = has_nulls_ && start <= bytes ? reinterpret_cast<const bits8*>(tuple + kHeader) : nullptr;
        sound_ = start <= bytes;
    }

    // False at a value that reaches beyond the end.
    bool next(int column, Form_pg_attribute attribute) {
        is_null_ = nulls_ != nullptr && att_isnull(column, nulls_);
        size_ = 0;
        if (is_null_ || !sound_) return sound_;
        const bool unaligned = attribute->attlen == -1 && offset_ < end_ && data_[offset_] != 0;
        if (!unaligned) offset_ = static_cast<std::size_t>(att_align_nominal(offset_, attribute->attalign));
        if (offset_ >= end_) return sound_ = false;
        value_ = data_ + offset_;
        size_ = stored_bytes(attribute->attlen, end_ - offset_);
        offset_ += size_;
        return sound_ = size_ > 0;
    }

    bool is_null() const { return is_null_; }
    std::size_t offset() const { return offset_; }
    bool equals(const Values& other) const {
        return is_null_ == other.is_null_ && size_ == other.size_ && (size_ == 0 || memcmp(value_, other.value_, size_) == 0);
    }

 private:
    std::size_t stored_bytes(int length, std::size_t left) const {
        std::size_t size = 0;
        if (length > 0) size = static_cast<std::size_t>(length);
        else if (length == -2) size = strnlen(value_, left) + 1;
        else if (VARATT_IS_1B_E(value_)) return 0;
        else if (VARATT_IS_1B(value_) || left >= VARHDRSZ) size = VARSIZE_ANY(value_);
        return size <= left ? size : 0;
    }

    const char *data_ = nullptr, *value_ = nullptr;
    const bits8* nulls_ = nullptr;
    std::size_t end_ = 0, offset_ = 0, size_ = 0;
    bool has_nulls_ = false, is_null_ = false, sound_ = true;
};

// Built-in support functions that need not be run to know their answer; others would run their author's code.
std::optional<bool> equal_is_equal_image(Oid support_function, Oid collation) {
    if (!OidIsValid(support_function)) return false;
    if (support_function == F_BTEQUALIMAGE) return true;
    if (support_function == F_BTVARSTREQUALIMAGE) return OidIsValid(collation) && get_collation_isdeterministic(collation);
    return std::nullopt;
}

}  // namespace

ItemPointerData BtreeEntry::pointer(int i) const {
    ItemPointerData pointer;
    const char* const at = pointers > 1 ? tuple + key_bytes + static_cast<std::size_t>(i) * sizeof(ItemPointerData) : tuple;
    memcpy(&pointer, at, sizeof(pointer));
    return pointer;
}

bool have_equal_keys(const char* tuple, std::size_t key_bytes, const char* other, std::size_t other_key_bytes) {
    return key_bytes == other_key_bytes && IndexTupleHasNulls(tuple_at(tuple)) == IndexTupleHasNulls(tuple_at(other)) &&
           memcmp(tuple + kHeader, other + kHeader, key_bytes - kHeader) == 0;
}

std::uint16_t BtreeKeys::high_key_bytes(const char* left, std::size_t left_bytes, const char* right, std::size_t right_bytes) const {
    Values of_left(left, left_bytes), of_right(right, right_bytes);
    bool has_nulls = false;
    for (int i = 0; i < key_columns_; ++i) {
        if (!of_left.next(i, TupleDescAttr(description_, i)) || !of_right.next(i, TupleDescAttr(description_, i)))
            return static_cast<std::uint16_t>(right_bytes);
        has_nulls = has_nulls || of_right.is_null();
        if (!of_left.equals(of_right)) {
            const std::size_t header = has_nulls ? MAXALIGN(kHeader + sizeof(IndexAttributeBitMapData)) : kHeader;
            return static_cast<std::uint16_t>(MAXALIGN(header + of_right.offset()));
        }
    }
    const std::size_t header = has_nulls ? MAXALIGN(kHeader + sizeof(IndexAttributeBitMapData)) : kHeader;
    return static_cast<std::uint16_t>(MAXALIGN(header + of_right.offset()) + MAXALIGN(sizeof(ItemPointerData)));
}

// False for an item that cannot be one.
bool BtreePage::take(Page page, OffsetNumber offset, bool leaf) {
    const ItemId item = PageGetItemId(page, offset);
    const std::size_t start = ItemIdGetOffset(item), length = ItemIdGetLength(item);
    const PageHeaderData& header = *reinterpret_cast<PageHeader>(page);
    if (!ItemIdHasStorage(item) || start < header.pd_upper || start + length > header.pd_special || start != MAXALIGN(start) || length < kHeader) return false;
    const char* const tuple = page + start;
    const std::size_t size = IndexTupleSize(tuple_at(tuple));
    if (size < kHeader || size > length) return false;
    const bool is_other = (tuple_at(tuple)->t_info & INDEX_ALT_TID_MASK) != 0;
    const OffsetNumber marks = ItemPointerGetOffsetNumberNoCheck(&tuple_at(tuple)->t_tid);
    const bool is_posting = is_other && (marks & BT_IS_POSTING) != 0;
    if (offset == P_HIKEY && right_ != P_NONE) {
        const std::size_t heap_pointer = is_other && !is_posting && (marks & BT_PIVOT_HEAP_TID_ATTR) != 0 ? MAXALIGN(sizeof(ItemPointerData)) : 0;
        if (size < kHeader + heap_pointer) return false;
        high_key_ = tuple;
        high_key_bytes_ = size - heap_pointer;
        return true;
    }
    if (!leaf) {
        children_[count_++] = ItemPointerGetBlockNumberNoCheck(&tuple_at(tuple)->t_tid);
        return true;
    }
    BtreeEntry& entry = entries_[count_];
    entry = {.tuple = tuple, .key_bytes = static_cast<std::uint16_t>(size), .pointers = 1, .killed = ItemIdIsDead(item)};
    if (is_posting) {
        const std::size_t list = ItemPointerGetBlockNumberNoCheck(&tuple_at(tuple)->t_tid), pointers = marks & BT_OFFSET_MASK;
        if (pointers < 2 || list < kHeader || list != MAXALIGN(list) || list + pointers * sizeof(ItemPointerData) > size) return false;
        entry.key_bytes = static_cast<std::uint16_t>(list);
        entry.pointers = static_cast<std::uint16_t>(pointers);
    } else if (is_other) {
        return false;
    }
    ++count_;
    return true;
}

BtreePageKind BtreePage::look_at(PageState state, PageCopy& copy) {
    count_ = 0;
    right_ = P_NONE;
    high_key_ = nullptr;
    if (state == PageState::New) return BtreePageKind::Empty;
    if (state == PageState::Damaged || PageGetSpecialSize(copy.page()) != MAXALIGN(sizeof(BTPageOpaqueData))) return BtreePageKind::Damaged;
    const BTPageOpaqueData& opaque = *reinterpret_cast<BTPageOpaque>(PageGetSpecialPointer(copy.page()));
    right_ = opaque.btpo_next;
    level_ = opaque.btpo_level;
    if ((opaque.btpo_flags & (BTP_META | BTP_DELETED | BTP_HALF_DEAD)) != 0) return BtreePageKind::Empty;
    const bool leaf = (opaque.btpo_flags & BTP_LEAF) != 0;
    const OffsetNumber last = last_offset(copy.page());
    if (last > MaxIndexTuplesPerPage || leaf != (level_ == 0)) return BtreePageKind::Damaged;
    for (OffsetNumber offset = FirstOffsetNumber; offset <= last; ++offset)
        if (!take(copy.page(), offset, leaf)) return BtreePageKind::Damaged;
    return leaf ? BtreePageKind::Leaf : BtreePageKind::Inner;
}

bool BtreePage::last_key_goes_on() const {
    if (count_ == 0 || high_key_ == nullptr) return false;
    const BtreeEntry& last = entries_[count_ - 1];
    return have_equal_keys(last.tuple, last.key_bytes, high_key_, high_key_bytes_);
}

std::optional<BtreeMeta> btree_meta(PageState state, PageCopy& copy) {
    if (state != PageState::Read || PageGetSpecialSize(copy.page()) != MAXALIGN(sizeof(BTPageOpaqueData))) return std::nullopt;
    const BTPageOpaqueData& opaque = *reinterpret_cast<BTPageOpaque>(PageGetSpecialPointer(copy.page()));
    const BTMetaPageData& meta = *BTPageGetMeta(copy.page());
    if ((opaque.btpo_flags & BTP_META) == 0 || meta.btm_magic != BTREE_MAGIC || meta.btm_version < BTREE_MIN_VERSION || meta.btm_version > BTREE_VERSION)
        return std::nullopt;
    return BtreeMeta{.root = meta.btm_root, .level = meta.btm_level, .keys_are_images = meta.btm_version == BTREE_VERSION && meta.btm_allequalimage};
}

bool rebuild_merges(Relation index, const BtreeMeta& meta) {
    if (index->rd_index->indisunique || !BTGetDeduplicateItems(index)) return false;
    if (meta.keys_are_images) return true;
    if (IndexRelationGetNumberOfAttributes(index) != IndexRelationGetNumberOfKeyAttributes(index)) return false;
    for (int i = 0; i < IndexRelationGetNumberOfKeyAttributes(index); ++i) {
        const Oid type = index->rd_opcintype[i];
        const Oid function = get_opfamily_proc(index->rd_opfamily[i], type, type, BTEQUALIMAGE_PROC);
        if (!equal_is_equal_image(function, index->rd_indcollation[i]).value_or(false)) return false;
    }
    return true;
}

}  // namespace pgops
