// shorten() and explain(): findings on a terminal.
#include <gtest/gtest.h>

#include "database.hpp"
#include "report/documentation.hpp"
#include "report/explain.hpp"
#include "report/shorten.hpp"
#include "report/where_to_run.hpp"

namespace pgops::test {
namespace {

struct Shorten : ::testing::Test {
    std::pmr::monotonic_buffer_resource memory;
    std::string shortened(std::string_view name, std::size_t width = 30, std::string_view ellipsis = "…") {
        return std::string(shorten(&memory, name, width, ellipsis));
    }
};

TEST_F(Shorten, leaves_what_fits) {
    EXPECT_EQ(shortened("public.orders"), "public.orders");
    EXPECT_EQ(shortened(std::string(30, 'x')), std::string(30, 'x'));
    EXPECT_EQ(shortened(""), "");
}

TEST_F(Shorten, keeps_start_and_end) {
    EXPECT_EQ(shortened("public.customer_addresses_customer_id_idx"), "public.custome…customer_id_idx");
    EXPECT_EQ(character_count(shortened("public.customer_addresses_customer_id_idx")), 30U);
    EXPECT_EQ(shortened("public.customer_addresses_customer_id_idx", 30, "..."), "public.custom...ustomer_id_idx");
    EXPECT_EQ(shortened("abcdefgh", 4), "a…gh");
    EXPECT_EQ(shortened("abcdefgh", 4, "..."), "...h");
}

TEST_F(Shorten, control_characters_become_spaces) {
    EXPECT_EQ(shortened("a\nb\tc"), "a b c");
    EXPECT_EQ(shortened(std::string(20, '\n') + std::string(20, 'x')).find('\n'), std::string::npos);
}

// Two columns each: 16 of them are 32 columns wide.
TEST_F(Shorten, wide_characters_take_two_columns) {
    std::string name;
    for (int i = 0; i < 15; ++i) name += "表";
    EXPECT_EQ(shortened(name), name);
    name += "表";
    const std::string cut = shortened(name);
    EXPECT_LE(2 * (character_count(cut) - 1) + 1, 30U);
    EXPECT_GE(character_count(cut), 14U);
    EXPECT_TRUE(cut.starts_with("表") && cut.ends_with("表"));
}

// The longest name that the server allows, in each width of UTF-8, qualified by the longest schema.
TEST_F(Shorten, cuts_between_characters) {
    for (const std::string_view character : {"x", "ü", "…", "😀"}) {
        std::string name;
        while (name.size() + character.size() <= 63) name += character;
        const std::string cut = shortened(name + "." + name);
        EXPECT_LE(character_count(cut), 30U);
        std::string rest = cut;
        std::string::size_type at = 0;
        while ((at = rest.find(character)) != std::string::npos) rest.erase(at, character.size());
        EXPECT_TRUE(rest == "…" || rest.empty() || rest == ".") << "half of a character is left: " << rest;
    }
}

TEST_F(Shorten, never_reads_beyond_broken_text) {
    for (const char* broken : {"\xC3", "\xE6\x97", "\xF0\x9F\x98", "\x80\x80\x80", "\xFF\xFE"}) {
        for (std::size_t repeats : {std::size_t{1}, std::size_t{40}}) {
            std::string name;
            for (std::size_t i = 0; i < repeats; ++i) name += broken;
            EXPECT_LE(shortened(name).size(), name.size() + 3);
        }
    }
}

TEST_F(Shorten, any_width_from_four_on) {
    for (std::size_t width = 4; width < 60; ++width) {
        const std::string cut = shortened("public.a_table_with_a_very_long_name_indeed_and_more", width);
        EXPECT_EQ(character_count(cut), std::min<std::size_t>(width, 52));
    }
}

struct Explain : ::testing::Test {
    Database db;
    Finding finding{db.memory(), Object{.text = "public.orders"}, Severity::Medium};
    std::string explained() {
        return std::string(
            explain(db.memory(), {"no_pk", "Table without a primary key", "no_pk:public.orders", "doc/checks/no_pk.md", Area::Schema, 35}, finding));
    }
};

TEST_F(Explain, says_everything) {
    finding.says("no primary key").because("Rows cannot be told apart.").gives_back(2 * kMegabyte).confidence(Confidence::Estimated);
    const std::vector<std::string_view> columns{"a", "b\nc"};
    finding.evidence("table", "public.orders").evidence("rows", 1234567).evidence("share", 0.25).evidence("unique", false);
    finding.evidence("columns", std::span<const std::string_view>(columns));
    finding.fix("ALTER TABLE x;", "ACCESS EXCLUSIVE on x").undo("ALTER TABLE y;").caused_by("other:z");
    EXPECT_EQ(explained(),
              "public.orders: no primary key\n\n"
              "Table without a primary key (check no_pk, area schema)\n"
              "Severity: medium, priority 35, confidence: estimated\n"
              "Gives back: 2.0 MB\n\n"
              "Why it matters\n  Rows cannot be told apart.\n\n"
              "Evidence\n  table: public.orders\n  rows: 1,234,567\n  share: 0.250\n  unique: no\n  columns: a, b c\n\n"
              "Fix\n  ALTER TABLE x;\n  Lock: ACCESS EXCLUSIVE on x\n\n"
              "Undo\n  ALTER TABLE y;\n\n"
              "Caused by\n  other:z\n\n"
              "Key:  no_pk:public.orders\nPage: doc/checks/no_pk.md\n");
}

TEST_F(Explain, leaves_out_what_there_is_not) {
    finding.says("no primary key").because("So it is.");
    const std::string text = explained();
    EXPECT_NE(text.find("For a person to decide"), std::string::npos);
    for (const char* absent : {"Gives back", "Lock:", "Undo", "Caused by"}) EXPECT_EQ(text.find(absent), std::string::npos) << absent;
}

TEST_F(Explain, points_to_the_page_of_the_check) {
    for (const Check& check : all_checks()) {
        const std::string_view page = documentation_page(db.memory(), check.id);
        EXPECT_EQ(page, "doc/checks/" + std::string(check.id) + ".md");
    }
}

TEST_F(Explain, on_a_standby_sends_what_changes_the_database_to_the_primary) {
    Finding local(db.memory(), Object{.text = "fsync"}, Severity::Critical), changes(db.memory(), Object{.text = "public.t"}, Severity::Low),
        left_to_a_person(db.memory(), Object{.text = "public.t"}, Severity::Low);
    local.says("off").because("So.").fix("ALTER SYSTEM SET fsync = on;", "none");
    changes.says("odd").because("So.").fix("ALTER TABLE t;", "ACCESS EXCLUSIVE on public.t").undo("ALTER TABLE t BACK;");
    left_to_a_person.says("odd").because("So.");
    const auto on_standby = [&](const Finding& about) {
        return std::string(explain(db.memory(), {"id", "Title", "id:key", "page", Area::Schema, 35, true}, about));
    };
    EXPECT_NE(on_standby(changes).find("\nFix, to be run on the primary, for this server is a standby\n  ALTER TABLE t;\n"
                                       "  Lock: ACCESS EXCLUSIVE on public.t, on the primary\n"),
              std::string::npos);
    EXPECT_EQ(on_standby(local).find("primary"), std::string::npos);
    EXPECT_EQ(on_standby(left_to_a_person).find("primary"), std::string::npos);
    EXPECT_EQ(shown_lock(db.memory(), changes, true), "ACCESS EXCLUSIVE on public.t, on the primary");
    EXPECT_EQ(shown_lock(db.memory(), changes, false), "ACCESS EXCLUSIVE on public.t");
    EXPECT_EQ(shown_lock(db.memory(), local, true), "none");
    EXPECT_EQ(shown_lock(db.memory(), left_to_a_person, true), "");
}

}  // namespace
}  // namespace pgops::test
