// multipass_index_vacuum, temp_table, orphaned_temp_table, vacuum_failing, antiwraparound_loop: vacuums that get no further.
#include <gtest/gtest.h>

#include "vacuum_picture.hpp"

namespace pgops::test {
namespace {

TEST_F(VacuumChecks, old_temporary_tables_are_named) {
    VacuumRelation& temporary = quiet.relation(t.fact.id + 100'000, "cart", 10, 0);
    temporary.temporary = true;
    temporary.owner_pid = 44;
    temporary.xid_age = 120'000'000;
    const Seen seen = db.findings_of("temp_table").only();
    EXPECT_EQ(seen.headline(), "temporary, keeps 120,000,000 xids unfrozen");
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    temporary.xid_age = 90'000'000;
    EXPECT_TRUE(db.findings_of("temp_table").empty()) << "less than half of what forces a vacuum";
    temporary.xid_age = 120'000'000;
    temporary.own = true;
    EXPECT_TRUE(db.findings_of("temp_table").empty());
    EXPECT_TRUE(db.findings_of("orphaned_temp_table").empty());
}

TEST_F(VacuumChecks, a_temporary_table_without_a_session_is_named) {
    VacuumRelation& orphan = quiet.relation(t.fact.id + 100'000, "cart", 10, 0);
    orphan.temporary = true;
    orphan.xid_age = 50;
    const Seen seen = db.findings_of("orphaned_temp_table").only();
    EXPECT_EQ(seen.headline(), "left behind by a session that crashed");
    EXPECT_EQ(seen.fix(), "DROP TABLE public.cart;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.cart");
    orphan.owner_pid = 44;
    EXPECT_TRUE(db.findings_of("orphaned_temp_table").empty());
}

TEST_F(VacuumChecks, what_pages_show_becomes_a_finding) {
    const auto shown = [&](BlockerKind kind, std::string_view remedy) {
        Blocker& blocker = db.server.failures.emplace_back(db.memory(), kind);
        blocker.relation = t.fact.id;
        blocker.relation_name = "public.t";
        blocker.summary = "so it is";
        blocker.remedy = remedy;
        blocker.severity = Severity::Critical;
    };
    EXPECT_TRUE(db.findings_of("vacuum_failing").empty());
    EXPECT_TRUE(db.findings_of("multipass_index_vacuum").empty());
    shown(BlockerKind::VacuumErrorIndex, "REINDEX INDEX CONCURRENTLY public.t_pkey;");
    shown(BlockerKind::VacuumErrorXminBeforeRelfrozenxid, "");
    shown(BlockerKind::MaintenanceWorkMemMultipass, "ALTER SYSTEM SET maintenance_work_mem = '1GB';");
    const Found failing = db.findings_of("vacuum_failing");
    EXPECT_EQ(failing.objects().size(), 2U);
    const Seen passes = db.findings_of("multipass_index_vacuum").only();
    EXPECT_EQ(passes.headline(), "dead rows need several passes over indexes");
    EXPECT_EQ(passes.fix(), "ALTER SYSTEM SET maintenance_work_mem = '1GB';");
}

TEST_F(VacuumChecks, a_loop_names_its_cause) {
    EXPECT_TRUE(db.findings_of("antiwraparound_loop").empty());
    picture.next = picture.completed = 900'000'000;
    relation.xid_age = 300'000'000;
    quiet.prepared("forgotten", 600'000'000);
    quiet.blockers();
    running(t.fact.id).phase = 2;
    const Seen seen = db.findings_of("antiwraparound_loop").only();
    EXPECT_EQ(seen->severity(), Severity::Critical);
    EXPECT_NE(seen.why().find("forgotten"), std::string::npos) << seen.why();
    relation.xid_age = 100'000'000;
    EXPECT_TRUE(db.findings_of("antiwraparound_loop").empty()) << "nothing is forced yet";
}

}  // namespace
}  // namespace pgops::test
