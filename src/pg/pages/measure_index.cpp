// Which method measures an index.
#include "pg/pages/measure.hpp"

namespace pgops {

void measure_index(Measuring& measuring, Relation heap) {
    const Relation index = measuring.relation;
    measuring.bloat.size_bytes = static_cast<std::int64_t>(RelationGetNumberOfBlocks(index)) * BLCKSZ;
    if (!index->rd_index->indisvalid) return measuring.bloat.set_unknown("the index is invalid or still being built");
    switch (index->rd_rel->relam) {
        case BTREE_AM_OID: return measure_btree(measuring, heap);
        case BRIN_AM_OID: return measure_brin(measuring, heap);
        case GIN_AM_OID: return measure_gin(measuring, heap);
        case HASH_AM_OID: return measure_hash(measuring, heap);
        case GIST_AM_OID: return measure_gist(measuring, heap);
        case SPGIST_AM_OID: return measure_spgist(measuring, heap);
        default: return measuring.bloat.set_unknown("there is no way to measure indexes of its access method");
    }
}

}  // namespace pgops
