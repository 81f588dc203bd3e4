// A finding: its rank, its headline, its evidence and its key.
#include "model/finding.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "database.hpp"

namespace pgops::test {
namespace {

struct FindingTest : ::testing::Test {
    Database db;
    Finding of(Severity severity) { return {db.memory(), Object{.text = "o"}, severity}; }
};

TEST_F(FindingTest, priority_stays_in_the_band_of_its_severity) {
    struct Band {
        Severity severity;
        int first, last;
    };
    for (const Band& band : {Band{Severity::Critical, 1, 9}, Band{Severity::High, 10, 19}, Band{Severity::Medium, 20, 49}, Band{Severity::Low, 50, 99},
                             Band{Severity::Info, 100, 200}}) {
        EXPECT_EQ(of(band.severity).gives_back(0).priority(), band.last);
        EXPECT_EQ(of(band.severity).gives_back(-5).priority(), band.last);
        EXPECT_EQ(of(band.severity).gives_back(std::numeric_limits<std::int64_t>::max()).priority(), band.first);
        EXPECT_EQ(of(band.severity).urgency(1).priority(), band.first);
        EXPECT_EQ(of(band.severity).urgency(7).priority(), band.first);
        EXPECT_EQ(of(band.severity).urgency(0).priority(), band.last);
        EXPECT_EQ(of(band.severity).urgency(-1).priority(), band.last);
        EXPECT_GT(of(band.severity).priority(), band.first) << "in the middle unless something is said";
        EXPECT_LT(of(band.severity).priority(), band.last);
    }
}

TEST_F(FindingTest, priority_never_falls_with_more_bytes) {
    for (std::size_t severity = 0; severity < kSeverityCount; ++severity) {
        int before = 200;
        for (std::int64_t bytes = 1; bytes < (std::int64_t{1} << 50); bytes += bytes / 3 + 1) {
            const int now = of(static_cast<Severity>(severity)).gives_back(bytes).priority();
            EXPECT_LE(now, before) << bytes;
            before = now;
        }
    }
}

TEST_F(FindingTest, bytes_count_before_urgency) { EXPECT_EQ(of(Severity::Low).urgency(1).gives_back(0).priority(), 99); }

TEST_F(FindingTest, severity_by_size) {
    EXPECT_EQ(severity_by_size(0), Severity::Low);
    EXPECT_EQ(severity_by_size(kGigabyte - 1), Severity::Low);
    EXPECT_EQ(severity_by_size(kGigabyte), Severity::Medium);
    EXPECT_EQ(severity_by_size(100 * kGigabyte - 1), Severity::Medium);
    EXPECT_EQ(severity_by_size(100 * kGigabyte), Severity::High);
}

TEST_F(FindingTest, headline_has_at_most_44_characters) {
    const std::string exact(44, 'x'), longer(45, 'x');
    EXPECT_EQ(of(Severity::Low).says(exact).headline(), exact);
    EXPECT_EQ(of(Severity::Low).says(longer).headline(), std::string(41, 'x') + "...");
    EXPECT_EQ(of(Severity::Low).says(12, " of ", grouped(1000)).headline(), "12 of 1,000");
}

TEST_F(FindingTest, key_is_the_object_unless_said_otherwise) {
    EXPECT_EQ(of(Severity::Low).key("check"), "check:o");
    EXPECT_EQ(of(Severity::Low).identity("role/app/db").key("check"), "check:role/app/db");
}

TEST_F(FindingTest, lists_of_evidence_outlive_what_they_were_made_from) {
    Finding finding = of(Severity::Low);
    {
        const std::vector<std::string_view> names{"a", "b"};
        finding.evidence("columns", std::span<const std::string_view>(names));
    }
    const Seen seen{&finding};
    EXPECT_EQ(seen.evidence("columns"), "a, b");
}

TEST_F(FindingTest, evidence_keeps_its_kind) {
    Finding finding = of(Severity::Low);
    finding.evidence("i", 7).evidence("b", true).evidence("d", 0.5).evidence("t", "text").evidence("u", std::uint64_t{9});
    ASSERT_EQ(finding.evidence().size(), 5U);
    EXPECT_EQ(finding.evidence()[0].value.kind, Value::Kind::Integer);
    EXPECT_EQ(finding.evidence()[1].value.kind, Value::Kind::Boolean);
    EXPECT_EQ(finding.evidence()[2].value.kind, Value::Kind::Real);
    EXPECT_EQ(finding.evidence()[3].value.kind, Value::Kind::Text);
    EXPECT_EQ(finding.evidence()[4].value.integer, 9);
}

TEST_F(FindingTest, names_its_object_as_the_contract_asks) {
    auto& t = db.table("My.table");
    t.column("id", type_id::kInt8);
    t.column("Name", type_id::kText);
    t.index("i", {"Name", Key::expression(1)}).include({"id"});
    const Table& table = *db.model().table(t.fact.id);
    Findings found(db.memory());

    const Finding& of_column = found.add(table.columns.back(), Severity::Low);
    EXPECT_EQ(of_column.object().text, "\"My\".table.\"Name\"");
    EXPECT_EQ(of_column.object().sub_id, 2);
    const Seen index{&found.add(table.indexes.front(), Severity::Low)};
    EXPECT_EQ(index->object().class_id, catalog_id::kRelation);
    EXPECT_EQ(index->object().object_id, table.indexes.front().id);
    EXPECT_EQ(index.evidence("columns"), "Name") << "neither expressions nor included columns";
    EXPECT_EQ(index.evidence("index"), "i");
    const std::vector<std::int16_t> both{2, 1}, one{1}, gone{7, 8};
    const Seen pair{&found.add(table, std::span<const std::int16_t>(both), Severity::Low)};
    EXPECT_EQ(pair.object(), "\"My\".table (\"Name\", id)");
    EXPECT_EQ(pair.evidence("columns"), "Name, id");
    const Seen single{&found.add(table, std::span<const std::int16_t>(one), Severity::Low)};
    EXPECT_EQ(single.object(), "\"My\".table.id");
    EXPECT_EQ(single->object().sub_id, 1);
    const Seen none{&found.add(table, std::span<const std::int16_t>(gone), Severity::Low)};
    EXPECT_EQ(none.evidence("columns"), "");
}

TEST_F(FindingTest, every_name_is_spelt_out) {
    EXPECT_EQ(name_of(Severity::Critical), "critical");
    EXPECT_EQ(name_of(Severity::Info), "info");
    EXPECT_EQ(name_of(Area::Bloat), "bloat");
    EXPECT_EQ(name_of(Area::Query), "query");
    EXPECT_EQ(name_of(Confidence::Exact), "exact");
    EXPECT_EQ(name_of(Confidence::Review), "review");
}

}  // namespace
}  // namespace pgops::test
