// The scripts of fixes and undos, and what is new against a baseline.
#include <gtest/gtest.h>

#include <deque>
#include <sstream>

#include "database.hpp"
#include "documents.hpp"
#include "report/fix_script.hpp"
#include "report/new_findings.hpp"

namespace pgops::test {
namespace {

struct Scripts : ::testing::Test {
    Database db;
    Documents documents;
    std::vector<Entry> entries;
    std::deque<Finding> findings;

    Finding& found(std::string_view check, std::string_view object, Severity severity, ObjectId id = kNoObject) {
        Finding& finding = findings.emplace_back(db.memory(), Object{.class_id = catalog_id::kRelation, .object_id = id, .text = object}, severity);
        finding.says("1 thing").because("it is so");
        entries.push_back({check, finding.key(check), &finding});
        return finding;
    }
    std::string fixes(ScriptOptions options = {}) {
        options.heading = "a test";
        return std::string(fix_script(db.memory(), entries, options));
    }
    std::string undos(ScriptOptions options = {}) {
        options.heading = "a test";
        return std::string(undo_script(db.memory(), entries, options));
    }
    // The commands alone, without comments and empty lines.
    static std::string commands(const std::string& script) {
        std::string made;
        std::istringstream lines(script);
        for (std::string line; std::getline(lines, line);)
            if (!line.empty() && !line.starts_with("--")) made += line + "\n";
        return made;
    }
};

TEST_F(Scripts, say_what_each_command_is_for) {
    found("unused_index", "public.i", Severity::Medium).fix("DROP INDEX CONCURRENTLY public.i;", "SHARE UPDATE EXCLUSIVE on public.t").undo("CREATE INDEX i;");
    EXPECT_EQ(fixes(),
              "-- Fixes for a test\n"
              "-- 1 command. Read them, then run the file with psql -X -v ON_ERROR_STOP=1 -f FILE, not in one transaction: CONCURRENTLY refuses that.\n"
              "\n-- medium unused_index, public.i: 1 thing\n-- lock: SHARE UPDATE EXCLUSIVE on public.t\nDROP INDEX CONCURRENTLY public.i;\n");
    EXPECT_EQ(commands(undos()), "CREATE INDEX i;\n");
}

TEST_F(Scripts, leave_out_what_a_person_must_judge_and_what_is_below_the_severity) {
    found("a", "public.a", Severity::High).fix("A;", "none").confidence(Confidence::Review);
    found("b", "public.b", Severity::High);
    found("c", "public.c", Severity::Low).fix("C;", "none");
    found("d", "public.d", Severity::Info).fix("D;", "none");
    EXPECT_EQ(commands(fixes()), "C;\n");
    EXPECT_EQ(commands(fixes({.least = Severity::Info, .heading = {}})), "C;\nD;\n");
    EXPECT_EQ(commands(fixes({.least = Severity::Medium, .heading = {}})), "");
}

TEST_F(Scripts, make_before_they_drop_and_undo_backwards) {
    found("a", "public.a", Severity::High).fix("DROP INDEX a;", "none").undo("CREATE INDEX a;");
    found("b", "public.b", Severity::Low).fix("ALTER TABLE b DROP CONSTRAINT k;", "none").undo("ALTER TABLE b ADD k;");
    found("c", "public.c", Severity::Low).fix("CREATE INDEX c;", "none");
    found("d", "public.d", Severity::Low).fix("ALTER TABLE d SET (x);", "none").undo("ALTER TABLE d RESET (x);");
    EXPECT_EQ(commands(fixes()), "CREATE INDEX c;\nALTER TABLE d SET (x);\nDROP INDEX a;\nALTER TABLE b DROP CONSTRAINT k;\n");
    EXPECT_EQ(commands(undos()), "ALTER TABLE b ADD k;\nCREATE INDEX a;\nALTER TABLE d RESET (x);\n");
    EXPECT_NE(undos().find("-- c, public.c: its fix has no undo\n"), std::string::npos);
    EXPECT_NE(fixes().find("-- lock: none; no undo\nCREATE INDEX c;"), std::string::npos);
}

TEST_F(Scripts, what_is_dropped_needs_nothing_else) {
    found("index_bloat", "public.i", Severity::High, 7).fix("REINDEX INDEX CONCURRENTLY public.i;", "none");
    found("unused_index", "public.i", Severity::Low, 7).fix("DROP INDEX CONCURRENTLY public.i;", "none");
    found("duplicate_index", "public.i", Severity::Low, 7).fix("DROP INDEX public.i;", "none");
    found("index_bloat", "public.other", Severity::Low, 8).fix("REINDEX INDEX CONCURRENTLY public.other;", "none");
    EXPECT_EQ(commands(fixes()), "REINDEX INDEX CONCURRENTLY public.other;\nDROP INDEX CONCURRENTLY public.i;\n");
}

TEST_F(Scripts, the_same_command_stands_once) {
    found("a", "one", Severity::High).fix("VACUUM t;", "none");
    found("b", "two", Severity::Low).fix("VACUUM t;", "none");
    EXPECT_EQ(commands(fixes()), "VACUUM t;\n");
}

TEST_F(Scripts, settings_are_read_again_at_the_end) {
    found("durability", "fsync", Severity::Critical).fix("ALTER SYSTEM SET fsync = on;", "none").undo("ALTER SYSTEM SET fsync = off;");
    EXPECT_EQ(commands(fixes()), "ALTER SYSTEM SET fsync = on;\nSELECT pg_catalog.pg_reload_conf();\n");
    EXPECT_EQ(commands(undos()), "ALTER SYSTEM SET fsync = off;\nSELECT pg_catalog.pg_reload_conf();\n");
}

TEST_F(Scripts, no_name_ends_a_comment) {
    found("unused_index", "public.\"i\nDROP TABLE users; --\"", Severity::Medium).fix("DROP INDEX x;", "SHARE on public.\"t\rDROP TABLE users;\"");
    EXPECT_EQ(commands(fixes()), "DROP INDEX x;\n");
    EXPECT_EQ(fixes().find('\r'), std::string::npos);
}

TEST_F(Scripts, on_a_standby_say_where_they_are_to_run) {
    found("a", "public.a", Severity::High).fix("A;", "SHARE on public.a");
    EXPECT_NE(fixes({.heading = {}, .in_recovery = true}).find("-- Made on a standby: run it on the primary.\n"), std::string::npos);
}

struct NewFindings : Scripts {
    std::vector<std::string_view> keys(const Document& baseline, Severity least) {
        std::vector<std::string_view> made;
        for (const Entry& entry : new_findings(entries, baseline, least, db.memory())) made.push_back(entry.key);
        return made;
    }
    using Keys = std::vector<std::string_view>;
};

TEST_F(NewFindings, are_those_that_the_baseline_does_not_know) {
    found("a", "one", Severity::High);
    found("b", "two", Severity::Medium);
    found("c", "three", Severity::Low);
    EXPECT_EQ(keys({}, Severity::Medium), (Keys{"a:one", "b:two"}));
    const Document baseline = documents.object({{"findings", documents.object({{"a:one", documents.text("high")}, {"gone:x", documents.text("high")}})}});
    EXPECT_EQ(keys(baseline, Severity::Medium), (Keys{"b:two"}));
    EXPECT_EQ(keys(baseline, Severity::Info), (Keys{"b:two", "c:three"}));
}

TEST_F(NewFindings, and_those_that_became_worse) {
    found("a", "one", Severity::High);
    found("b", "two", Severity::Medium);
    const Document baseline = documents.object({{"findings", documents.object({{"a:one", documents.text("medium")}, {"b:two", documents.text("critical")}})}});
    EXPECT_EQ(keys(baseline, Severity::Info), (Keys{"a:one"}));
}

TEST_F(NewFindings, a_severity_that_nobody_knows_accepts_nothing) {
    found("a", "one", Severity::High);
    const Document baseline = documents.object({{"findings", documents.object({{"a:one", documents.text("dreadful")}})}});
    EXPECT_EQ(keys(baseline, Severity::Info), (Keys{"a:one"}));
}

TEST_F(NewFindings, are_listed_up_to_a_number) {
    for (const char* object : {"one", "two\nlines", "three"}) found("a", object, Severity::High);
    const Vector<Entry> all = new_findings(entries, {}, Severity::Info, db.memory());
    EXPECT_EQ(listed(span_of(all), 2, db.memory()), "high: a:one: 1 thing\nhigh: a:two lines: 1 thing\nand 1 more");
    EXPECT_EQ(listed(span_of(all), 3, db.memory()).find("more"), std::string_view::npos);
    EXPECT_EQ(listed({}, 3, db.memory()), "");
}

}  // namespace
}  // namespace pgops::test
