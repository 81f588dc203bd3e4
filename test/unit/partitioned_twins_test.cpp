// duplicate_index on partitioned tables: the parent speaks for its partitions, and weighs what they weigh.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

TEST(PartitionedTwins, on_a_partitioned_table_count_with_all_their_parts) {
    Database db;
    auto& parent = db.table("m").partitioned();
    auto& middle = db.table("m_2024").partitioned().partition_of(parent);
    for (TableBuilder* table : {&parent, &middle}) table->column("a", type_id::kInt8);
    auto &older = parent.index("m_a", {"a"}), &newer = parent.index("m_a_again", {"a"});
    auto &older_middle = middle.index("m_2024_a", {"a"}).part_of(older), &newer_middle = middle.index("m_2024_a_again", {"a"}).part_of(newer);
    for (const char* name : {"m_1", "m_2"}) {
        auto& partition = db.table(name).partition_of(middle);
        partition.column("a", type_id::kInt8);
        partition.index(std::string(name) + "_a", {"a"}).part_of(older_middle).bytes(600 * kMegabyte).scans(1);
        partition.index(std::string(name) + "_a_again", {"a"}).part_of(newer_middle).bytes(500 * kMegabyte).scans(20);
    }
    const Seen seen = db.findings_of("duplicate_index").only();
    EXPECT_EQ(seen.object(), "public.m_a") << "the one that is used less, though it is older";
    EXPECT_EQ(seen->severity(), Severity::Medium);
    EXPECT_EQ(seen.headline(), "equal to another index, 1.2 GB");
    EXPECT_EQ(seen->impact_bytes(), 1200 * kMegabyte);
    EXPECT_EQ(seen.evidence("size_bytes"), std::to_string(1200 * kMegabyte));
    EXPECT_EQ(seen.evidence("scans"), "2");
    EXPECT_EQ(seen.evidence("scans_of_kept"), "40");
    EXPECT_EQ(seen.fix(), "DROP INDEX public.m_a;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.m and all its partitions");
}

TEST(PartitionedTwins, a_constraint_of_a_partitioned_table_locks_all_partitions) {
    Database db;
    auto& parent = db.table("m").partitioned();
    parent.column("a", type_id::kInt8).not_null();
    parent.primary_key({"a"});
    parent.unique_constraint("m_a_key", {"a"});
    db.table("m_1").partition_of(parent);
    EXPECT_EQ(db.findings_of("duplicate_index").only().lock(), "ACCESS EXCLUSIVE on public.m and all its partitions");
}

TEST(PartitionedTwins, on_partitions_are_the_parents_affair) {
    Database db;
    auto& parent = db.table("measurements").partitioned();
    parent.column("a", type_id::kInt8);
    auto& first = parent.index("m1", {"a"});
    auto& second = parent.index("m2", {"a"});
    auto& partition = db.table("measurements_1").partition_of(parent);
    partition.column("a", type_id::kInt8);
    partition.index("p1", {"a"}).part_of(first);
    partition.index("p2", {"a"}).part_of(second);
    partition.index("p3", {"a"});
    const Seen seen = db.findings_of("duplicate_index").only();
    EXPECT_EQ(seen.object(), "public.m2");
    EXPECT_EQ(seen.fix(), "DROP INDEX public.m2;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.measurements and all its partitions");
}

}  // namespace
}  // namespace pgops::test
