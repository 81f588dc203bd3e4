// A picture of what VACUUM depends on, written by hand.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <string>

#include "database.hpp"
#include "model/vacuum/blocker.hpp"

namespace pgops::test {

constexpr FullXid kNext = 1'000'000;

// A quiet server that has come to transaction kNext. Relations are kept by id: add them in that order.
class QuietPicture {
 public:
    explicit QuietPicture(VacuumPicture& picture, Memory* memory) : picture_(picture), memory_(memory) {
        picture_.now = 100 * kDay;
        picture_.database_name = "shop";
        picture_.database_id = 5;
        picture_.next = picture_.completed = kNext;
    }
    Session& session(std::int32_t pid, FullXid xid, FullXid xmin) {
        Session& made = sessions_.emplace_back();
        made.pid = pid;
        made.database_id = picture_.database_id;
        made.database = picture_.database_name;
        made.role = "clerk";
        made.application = "till";
        made.client = "local";
        made.state = SessionState::IdleInTransaction;
        made.backend_start = picture_.now - kHour;
        made.transaction_start = picture_.now - kMinute;
        made.xid = xid;
        made.xmin = xmin;
        return made;
    }
    PreparedTransaction& prepared(std::string_view gid, FullXid xid, std::string_view database = "shop") {
        return prepared_.emplace_back(
            PreparedTransaction{.gid = gid, .database = database, .role = "clerk", .prepared_at = picture_.now - kMinute, .age = kNext - xid, .xid = xid});
    }
    ReplicationSlot& slot(std::string_view name) {
        ReplicationSlot& made = slots_.emplace_back();
        made.name = name;
        return made;
    }
    VacuumRelation& relation(ObjectId id, std::string_view name, std::int64_t live, std::int64_t dead) {
        VacuumRelation& made = picture_.relations.emplace_back();
        made.id = id;
        made.schema = "public";
        made.name = name;
        made.qualified = made.quoted = concat(memory_, "public.", name);
        made.rows = static_cast<float>(live);
        made.pages = (live + dead) / 50 + 1;
        made.counted = true;
        made.live_rows = live;
        made.dead_rows = dead;
        return made;
    }
    // The blockers of all that was declared.
    Vector<Blocker>& blockers() {
        picture_.sessions = span_of_all(sessions_, kept_sessions_);
        picture_.prepared = span_of_all(prepared_, kept_prepared_);
        picture_.slots = span_of_all(slots_, kept_slots_);
        return find_blockers(picture_, memory_);
    }

 private:
    template <class T>
    static std::span<const T> span_of_all(const std::deque<T>& declared, std::vector<T>& kept) {
        kept.assign(declared.begin(), declared.end());
        return {kept.data(), kept.size()};
    }

    VacuumPicture& picture_;
    Memory* memory_;
    std::deque<Session> sessions_;
    std::deque<PreparedTransaction> prepared_;
    std::deque<ReplicationSlot> slots_;
    std::vector<Session> kept_sessions_;
    std::vector<PreparedTransaction> kept_prepared_;
    std::vector<ReplicationSlot> kept_slots_;
};

// A database of one table beside that picture.
struct VacuumChecks : ::testing::Test {
    Database db;
    QuietPicture quiet{db.server.picture, db.memory()};
    TableBuilder& t = db.table("t");
    VacuumPicture& picture = db.server.picture;
    VacuumRelation& relation = quiet.relation(t.fact.id, "t", 1'000'000, 0);

    void SetUp() override {
        t.column("id", type_id::kInt4);
        t.bytes(20 * kMegabyte);
        t.fact.counters.known = true;
        picture.failsafe_age = picture.multixact_failsafe_age = 1'600'000'000;
    }
    RunningVacuum& running(ObjectId of) {
        return picture.running.emplace_back(RunningVacuum{.pid = 70,
                                                          .database = picture.database_id,
                                                          .relation = of,
                                                          .by_autovacuum = true,
                                                          .pages = 100'000,
                                                          .pages_scanned = 100,
                                                          .phase = 1,
                                                          .since = picture.now - kMinute});
    }
};

}  // namespace pgops::test
