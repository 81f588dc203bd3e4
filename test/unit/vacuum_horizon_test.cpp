// Who holds the xmin horizon, who inherited it, and what the horizon becomes without some of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "model/vacuum/dead_rows.hpp"
#include "model/vacuum/forecast.hpp"
#include "vacuum_picture.hpp"

namespace pgops::test {
namespace {

struct VacuumHorizon : ::testing::Test {
    std::pmr::monotonic_buffer_resource memory;
    VacuumPicture picture{&memory};
    QuietPicture quiet{picture, &memory};

    std::map<std::string, Blocker> found() {
        std::map<std::string, Blocker> made;
        for (const Blocker& blocker : quiet.blockers()) made.emplace(std::string(blocker.id), blocker);
        return made;
    }
    std::vector<std::string> ids() {
        std::vector<std::string> made;
        for (const auto& [id, blocker] : found()) made.push_back(id);
        return made;
    }
    using Ids = std::vector<std::string>;
};

TEST_F(VacuumHorizon, a_quiet_server_has_no_blocker) {
    quiet.session(1, kNoXid, kNoXid);  // idle in a READ COMMITTED transaction: holds nothing
    quiet.session(2, kNext, kNext);    // began this moment
    EXPECT_EQ(ids(), Ids{});
}

TEST_F(VacuumHorizon, sessions_are_told_by_what_they_do) {
    quiet.session(1, 900'000, kNoXid);
    quiet.session(2, kNoXid, 900'001).state = SessionState::Active;
    quiet.session(3, 900'002, kNoXid).state = SessionState::IdleInTransactionAborted;
    quiet.session(4, kNoXid, 900'003).command = SessionCommand::CreateIndexConcurrently;
    quiet.session(5, kNoXid, 900'004).command = SessionCommand::Analyze;
    quiet.session(6, 900'005, kNoXid).kind = SessionKind::LogicalReplicationWorker;
    const auto blockers = found();
    EXPECT_EQ(blockers.at("pid:1").kind, BlockerKind::IdleInTransaction);
    EXPECT_EQ(blockers.at("pid:2").kind, BlockerKind::ActiveQuery);
    EXPECT_EQ(blockers.at("pid:3").kind, BlockerKind::IdleInTransactionAborted);
    EXPECT_EQ(blockers.at("pid:4").kind, BlockerKind::CreateIndexConcurrently);
    EXPECT_EQ(blockers.at("pid:5").kind, BlockerKind::Analyze);
    EXPECT_EQ(blockers.at("pid:6").kind, BlockerKind::LogicalReplicationWorker);
    EXPECT_EQ(blockers.at("pid:1").age, 100'000);
    EXPECT_NE(blockers.at("pid:1").remedy.find("pg_terminate_backend(pid)"), std::string_view::npos);
    EXPECT_NE(blockers.at("pid:1").remedy.find("WHERE pid = 1 AND backend_start = timestamptz '"), std::string_view::npos) << "a pid in use again is not hit";
    EXPECT_NE(blockers.at("pid:2").remedy.find("pg_cancel_backend(pid)"), std::string_view::npos);
}

TEST_F(VacuumHorizon, lazy_vacuums_and_parallel_workers_are_never_accused) {
    quiet.session(1, kNoXid, 900'000).vacuuming = true;
    quiet.session(2, kNoXid, 900'000).exempt = true;
    quiet.session(3, kNoXid, 900'000).kind = SessionKind::ParallelWorker;
    quiet.session(4, kNoXid, 900'000).kind = SessionKind::AutovacuumWorker;  // between two tables
    EXPECT_EQ(ids(), Ids{});
}

TEST_F(VacuumHorizon, other_databases_hold_shared_catalogs_alone) {
    quiet.session(1, 900'000, kNoXid).database_id = 6;
    quiet.prepared("elsewhere", 900'001, "other");
    const auto blockers = found();
    for (const char* id : {"pid:1", "prepared:elsewhere"}) {
        EXPECT_FALSE(blockers.at(id).has_scope(Scope::Data)) << id;
        EXPECT_TRUE(blockers.at(id).has_scope(Scope::Shared)) << id;
    }
    EXPECT_EQ(blockers.at("prepared:elsewhere").remedy, "-- in database other:\nROLLBACK PREPARED 'elsewhere';");
}

TEST_F(VacuumHorizon, a_thousand_heirs_have_one_root) {
    quiet.prepared("forgotten", 500'000);
    for (int i = 0; i < 1000; ++i) quiet.session(100 + i, kNoXid, 500'000);
    const Vector<Blocker>& blockers = quiet.blockers();
    ASSERT_EQ(blockers.size(), 1001U);
    std::size_t roots = 0;
    for (const Blocker& blocker : blockers) {
        if (!blocker.root) ++roots;
        else EXPECT_EQ(blockers[*blocker.root].id, "prepared:forgotten");
    }
    EXPECT_EQ(roots, 1U);
}

TEST_F(VacuumHorizon, an_heir_of_an_heir_leads_to_the_root) {
    quiet.prepared("first", 400'000);
    quiet.session(1, 500'000, 400'000);  // writes, and looks through the first one's snapshot
    quiet.session(2, kNoXid, 400'000);
    quiet.session(3, kNoXid, 600'000);  // its owner has ended: its own root
    const Vector<Blocker>& blockers = quiet.blockers();
    for (const Blocker& blocker : blockers) {
        if (blocker.id == "prepared:first" || blocker.id == "pid:3") EXPECT_FALSE(blocker.root) << blocker.id;
        else EXPECT_EQ(blockers[blocker.root.value()].id, "prepared:first") << blocker.id;
    }
}

TEST_F(VacuumHorizon, slots_hold_what_their_xmin_says) {
    quiet.slot("standby").xmin = 900'000;
    ReplicationSlot& feedback = quiet.slot("feedback");
    feedback.xmin = 900'001;
    feedback.active_pid = 77;
    ReplicationSlot& logical = quiet.slot("logical");
    logical.logical = true;
    logical.catalog_xmin = 900'002;
    ReplicationSlot& young = quiet.slot("young");
    young.logical = young.in_creation = true;
    young.catalog_xmin = 900'003;
    const auto blockers = found();
    EXPECT_EQ(blockers.at("slot:standby").kind, BlockerKind::InactivePhysicalSlot);
    EXPECT_EQ(blockers.at("slot:feedback").kind, BlockerKind::StandbyFeedbackSlot);
    EXPECT_EQ(blockers.at("slot:logical").kind, BlockerKind::LogicalSlot);
    EXPECT_EQ(blockers.at("slot:young").kind, BlockerKind::LogicalSlotInCreation);
    EXPECT_TRUE(blockers.at("slot:standby").has_scope(Scope::Data));
    EXPECT_FALSE(blockers.at("slot:logical").has_scope(Scope::Data)) << "catalogs only";
    EXPECT_TRUE(blockers.at("slot:logical").has_scope(Scope::Catalog));
    EXPECT_EQ(blockers.at("slot:standby").remedy, "SELECT pg_catalog.pg_drop_replication_slot('standby');");
}

TEST_F(VacuumHorizon, the_deferring_setting_and_the_primary_are_named) {
    picture.deferred = 5000;
    EXPECT_EQ(ids(), Ids{"setting:vacuum_defer_cleanup_age"});
    picture.deferred = 0;
    picture.in_recovery = true;
    picture.primary_running = 900'000;
    EXPECT_EQ(ids(), Ids{"primary:900000"});
}

TEST_F(VacuumHorizon, without_one_the_next_oldest_counts) {
    quiet.session(1, 400'000, kNoXid);
    quiet.session(2, 600'000, kNoXid);
    quiet.slot("standby").xmin = 700'000;
    const Vector<Blocker>& blockers = quiet.blockers();
    const Horizons horizons(picture, blockers);
    const auto without = [&](std::vector<std::string_view> gone) {
        return horizons.without(HorizonKind::Data, [&](std::size_t i) { return std::ranges::find(gone, blockers[i].id) != gone.end(); });
    };
    EXPECT_EQ(without({}), 400'000);
    EXPECT_EQ(without({"pid:1"}), 600'000);
    EXPECT_EQ(without({"pid:1", "pid:2"}), 700'000);
    EXPECT_EQ(without({"pid:1", "pid:2", "slot:standby"}), kNext);
    EXPECT_EQ(without({"pid:2"}), 400'000);
}

// What is told at a glance is what all the rules say, whatever the settings are.
TEST_F(VacuumHorizon, a_relation_that_looks_quiet_is_nobodys_trouble) {
    std::mt19937 random(7);
    const auto one_of = [&](std::initializer_list<std::int64_t> values) { return *(values.begin() + random() % values.size()); };
    int quiet_ones = 0;
    for (int round = 0; round < 20'000; ++round) {
        VacuumPicture one(&memory);
        QuietPicture server(one, &memory);
        one.server.vacuum_threshold = static_cast<std::int32_t>(one_of({0, 50, 5'000}));
        one.server.insert_threshold = static_cast<std::int32_t>(one_of({-1, 0, 1'000}));
        one.server.most_threshold = static_cast<std::int32_t>(one_of({-1, 0, 10}));
        one.server.vacuum_scale_factor = static_cast<float>(one_of({0, 1})) / 5;
        const std::int64_t live = one_of({0, 10, 5'000}), dead = one_of({0, 1, 11, 51, 999, 1'000, 5'001});
        VacuumRelation& relation = server.relation(10, "t", live, dead);
        relation.kind = random() % 4 == 0 ? 't' : 'r';
        relation.autovacuum = one.server;
        relation.inserted_since_vacuum = one_of({0, 1, 1'000, 1'001, 100'000});
        relation.xid_age = one_of({0, 200'000'000, 200'000'001});
        relation.multixact_age = one_of({0, 400'000'000, 400'000'001});
        const VacuumSigns signs{.toast = relation.is_toast(),
                                .xid_age = relation.xid_age,
                                .multixact_age = relation.multixact_age,
                                .dead_rows = dead,
                                .inserted_since_vacuum = relation.inserted_since_vacuum};
        if (!is_quiet(signs, one.server)) continue;
        ++quiet_ones;
        ASSERT_FALSE(forecast_of(relation).due()) << round;
        ASSERT_TRUE(server.blockers().empty()) << round;
    }
    EXPECT_GT(quiet_ones, 500);
}

struct FreedRows : VacuumHorizon {
    std::array<FullXid, 3> limits{500'000, 800'000, kNext};
    std::array<RowsAndBytes, 4> bands{RowsAndBytes{10, 1000}, RowsAndBytes{20, 2000}, RowsAndBytes{40, 4000}, RowsAndBytes{80, 8000}};
    DeadRows rows() {
        DeadRows dead;
        dead.relation = 10;
        dead.limits = limits;
        dead.bands = bands;
        dead.known = dead.exact = true;
        return dead;
    }
    // The rows that are freed when those at these places go away.
    std::int64_t freed(std::initializer_list<std::size_t> gone) {
        const Vector<Blocker>& blockers = quiet.blockers();
        const std::vector<std::size_t> places(gone);
        return WhatIf(picture, blockers, places, &memory).of(rows()).what.value().rows;
    }
};

TEST_F(FreedRows, are_those_between_the_two_horizons) {
    quiet.relation(10, "t", 1000, 150);
    quiet.session(1, 500'000, kNoXid);
    quiet.session(2, 800'000, kNoXid);
    EXPECT_EQ(freed({0}), 20);
    EXPECT_EQ(freed({1}), 0) << "the older one still holds";
    EXPECT_EQ(freed({0, 1}), 60);
}

TEST_F(FreedRows, of_a_root_alone_are_none_while_its_heirs_stay) {
    quiet.relation(10, "t", 1000, 150);
    quiet.session(1, 500'000, kNoXid);
    quiet.session(2, kNoXid, 500'000);
    EXPECT_EQ(freed({0}), 0);
    EXPECT_EQ(freed({0, 1}), 60);
}

TEST_F(FreedRows, bands_add_up) {
    EXPECT_EQ(rows().total().rows, 150);
    EXPECT_EQ(rows().before(500'000).rows, 10);
    EXPECT_EQ(rows().before(799'999).rows, 10);
    EXPECT_EQ(rows().before(800'000).bytes, 3000);
}

}  // namespace
}  // namespace pgops::test
