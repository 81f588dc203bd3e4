// index_bloat: indexes of every method, but for those that other advice drops.
#include "bloat_fixture.hpp"

namespace pgops::test {
namespace {

struct IndexBloat : BloatOf {
    static constexpr std::int64_t kFreshPages = 510;
    IndexBuilder& i = t.index("i", {"a"}).scans(1).bytes(4 * kFreshPages * 8192);
    Found found() { return db.findings_of("index_bloat"); }
};

TEST_F(IndexBloat, is_told_as_measured) {
    i.measured(75, 1);
    const Seen seen = found().only();
    EXPECT_EQ(seen.object(), "public.i");
    EXPECT_EQ(seen.key, "index_bloat:public.i");
    EXPECT_EQ(seen.headline(), "12.0 MB bloat, 75 % of 15.9 MB");
    EXPECT_EQ(seen->confidence(), Confidence::Estimated);
    EXPECT_EQ(seen.evidence("table"), "public.t");
    EXPECT_EQ(seen.evidence("columns"), "a");
    EXPECT_EQ(seen.evidence("index"), "i");
    EXPECT_EQ(seen.evidence("access_method"), "btree");
    EXPECT_EQ(seen.evidence("method"), "sampled");
    EXPECT_EQ(seen.fix(), "REINDEX INDEX CONCURRENTLY public.i;");
    EXPECT_EQ(seen.lock(), "SHARE UPDATE EXCLUSIVE on public.t");
}

TEST_F(IndexBloat, that_cannot_be_measured_is_told_by_its_estimate) {
    const Found seen = found();
    EXPECT_EQ(seen.only().evidence("method"), "estimated");
    EXPECT_EQ(seen.left_out, "1 index could not be read: there is no way to measure it");
}

TEST_F(IndexBloat, of_an_exclusion_constraint_is_not_rebuilt_concurrently) {
    t.indexes.clear();
    t.exclusion("only_one", {"a"}).method(AccessMethod::Gist, "gist").scans(1).bytes(16 * kMegabyte).measured(75, 1);
    const Seen seen = found().only();
    EXPECT_EQ(seen.fix(), "REINDEX INDEX public.only_one;");
    EXPECT_EQ(seen.lock(), "ACCESS EXCLUSIVE on public.only_one, SHARE on public.t");
    EXPECT_EQ(seen.evidence("access_method"), "gist");
}

TEST_F(IndexBloat, of_a_constraint_is_rebuilt_as_well) {
    t.primary_key({"a"}).bytes(4 * kFreshPages * 8192).measured(75, 1);
    i.measured(75, 1);
    EXPECT_EQ(found().objects(), Texts{"public.t_pkey"}) << "and its duplicate is dropped instead";
    EXPECT_EQ(db.findings_of("duplicate_index").objects(), Texts{"public.i"});
}

TEST_F(IndexBloat, what_other_advice_drops_is_not_rebuilt) {
    i.scans(0).measured(75, 1);
    EXPECT_TRUE(found().empty());
    EXPECT_EQ(db.findings_of("unused_index").objects(), Texts{"public.i"});
    i.scans(1);
    t.index("wider", {"a", "b"}).scans(1);
    EXPECT_TRUE(found().empty());
    EXPECT_EQ(db.findings_of("redundant_index").objects(), Texts{"public.i"});
    EXPECT_TRUE(db.server.measured.empty()) << "nor is it read";
}

TEST_F(IndexBloat, of_every_method_is_measured) {
    i.method(AccessMethod::Gin, "gin").measured(80, 3);
    EXPECT_EQ(found().only().evidence("access_method"), "gin");
    i.measured(20, 3);
    EXPECT_TRUE(found().empty());
}

TEST_F(IndexBloat, invalid_and_partitioned_ones_have_none) {
    i.measured(75, 1);
    i.invalid();
    EXPECT_TRUE(found().empty());
    i.fact.valid = true;
    i.fact.partitioned = true;
    EXPECT_TRUE(found().empty());
}

}  // namespace
}  // namespace pgops::test
