// pgops.wraparound(): how far each database is from the point where the server refuses to write.
#include <algorithm>

#include "model/vacuum/forecast.hpp"
#include "pg/door.hpp"
#include "pg/horizon/id_supply.hpp"
#include "pg/horizon/read_picture.hpp"
#include "pg/memory.hpp"
#include "pg/sink.hpp"

namespace pgops {

namespace {

ObjectId oldest_relation(const VacuumPicture& picture) {
    const VacuumRelation* oldest = nullptr;
    for (const VacuumRelation& relation : picture.relations)
        if (oldest == nullptr || relation.xid_age > oldest->xid_age) oldest = &relation;
    return oldest != nullptr && oldest->xid_age >= 0 ? oldest->id : kNoObject;
}

Datum report_wraparound(FunctionCallInfo fcinfo) {
    constexpr std::uint32_t kSpecialXids = 3, kSpecialMultixacts = 1;
    ContextMemory& memory = begin_run_memory();
    const VacuumPicture& picture = read_vacuum_picture(&memory);
    const auto next = static_cast<std::uint32_t>(picture.next);
    const std::uint32_t next_multixact = ReadNextMultiXactId();
    const std::optional<double> rate = xids_per_second(), members = members_used_percent();
    Sink sink(fcinfo);
    for (const Database& database : picture.databases) {
        const std::int64_t left = ids_left(next - static_cast<std::uint32_t>(database.xid_age), next, kSpecialXids);
        sink.text(database.name).bigint(database.xid_age).bigint(left).bigint(database.multixact_age);
        sink.bigint(ids_left(next_multixact - static_cast<std::uint32_t>(database.multixact_age), next_multixact, kSpecialMultixacts));
        if (members) sink.real(*members);
        else sink.null();
        sink.object_id(database.is_current ? oldest_relation(picture) : kNoObject);
        if (rate) sink.real(*rate);
        else sink.null();
        if (rate && *rate > 0) sink.interval_of_seconds(static_cast<double>(left) / *rate);
        else sink.null();
        sink.row();
    }
    end_run_memory(memory);
    return static_cast<Datum>(0);
}

}  // namespace

PGOPS_FUNCTION(pgops_wraparound) { return door(fcinfo, report_wraparound); }

}  // namespace pgops
