// A report as text and as a page: what stands in it, how wide it is, and that no name becomes markup.
#include <gtest/gtest.h>

#include <sstream>

#include "documents.hpp"
#include "report/columns.hpp"
#include "report/html/markup.hpp"
#include "report/html_report.hpp"
#include "report/text_report.hpp"

namespace pgops::test {
namespace {

struct RenderedReport : ::testing::Test {
    std::pmr::monotonic_buffer_resource memory;
    Documents documents;
    std::string text(const Document& report, std::size_t width = 80) { return std::string(text_report(&memory, report, width)); }
    std::string html(const Document& report) { return std::string(html_report(&memory, report)); }
    std::string escaped(std::string_view name) { return std::string(html::escaped(&memory, name)); }
    static std::size_t occurrences(std::string_view page, std::string_view what) {
        std::size_t count = 0;
        for (std::size_t at = page.find(what); at != std::string_view::npos; at = page.find(what, at + 1)) ++count;
        return count;
    }
};

TEST_F(RenderedReport, a_document_answers_null_for_what_it_has_not) {
    const Document report = documents.object({{"n", documents.number("12.5")}, {"t", documents.text("x")}, {"yes", Document::of_boolean(true)}});
    EXPECT_EQ(report["n"].real(), 12.5);
    EXPECT_EQ(report["n"].integer(), 13);  // halves away from zero
    EXPECT_TRUE(report["yes"].is_true());
    EXPECT_TRUE(report["none"]["deeper"].is_null());
    EXPECT_EQ(report["t"].integer(), 0);
    EXPECT_EQ(documents.number("1e400").integer(), 0) << "out of range is no figure";
    EXPECT_EQ(documents.number("1e30").integer(), 0);
}

TEST_F(RenderedReport, text_has_the_finding_with_its_commands) {
    const Document report = documents.report({documents.finding("medium", "no_pk", "public.orders",
                                                                {{"fix_sql", documents.text("ALTER TABLE a;\nALTER TABLE b;")},
                                                                 {"fix_lock", documents.text("ACCESS EXCLUSIVE on a")},
                                                                 {"undo_sql", documents.text("ALTER TABLE c;")},
                                                                 {"impact_bytes", documents.number("2097152")},
                                                                 {"root_key", documents.text("other:x")}})});
    const std::string page = text(report);
    EXPECT_NE(page.find("Database shop, PostgreSQL 15.7, 2026-01-02 03:04:05 UTC, pgops_ext 0.1.0\n"
                        "1 finding: 1 medium. 1 check: 2 found nothing, 1 skipped.\n"),
              std::string::npos)
        << page;
    EXPECT_NE(page.find("MEDIUM\n" + std::string(80, '-') +
                        "\n"
                        "* public.orders: 7 rows are odd\n"
                        "  no_pk, priority 35, exact, gives back 2.0 MB\n"
                        "  Rows cannot be told apart.\n"
                        "  Caused by: other:x\n"
                        "  Fix (lock: ACCESS EXCLUSIVE on a):\n"
                        "    ALTER TABLE a;\n    ALTER TABLE b;\n"
                        "  Undo:\n    ALTER TABLE c;\n\n"),
              std::string::npos)
        << page;
    EXPECT_NE(page.find("no_pk (skipped): 3 tables were locked\n"), std::string::npos) << page;
}

TEST_F(RenderedReport, text_says_who_decides_where_there_is_no_command) {
    const std::string page = text(documents.report({documents.finding("low", "no_pk", "public.orders")}));
    EXPECT_NE(page.find("Fix: for a person to decide; see doc/checks/no_pk.md\n"), std::string::npos) << page;
    EXPECT_EQ(page.find("Undo"), std::string::npos);
}

TEST_F(RenderedReport, prose_keeps_to_the_width) {
    std::string why;
    for (int i = 0; i < 60; ++i) why += i % 7 == 0 ? "表表表 " : "word ";
    const Document report = documents.report({documents.finding("medium", "no_pk", "public.orders", {{"why", documents.text(why)}})});
    for (const std::size_t width : {80U, 132U}) {
        std::istringstream lines(text(report, width));
        std::size_t widest = 0;
        for (std::string line; std::getline(lines, line);) widest = std::max(widest, columns_of(line));
        EXPECT_LE(widest, width);
        EXPECT_GT(widest, width - 8);
    }
    EXPECT_GT(occurrences(text(report, 80), "\n"), occurrences(text(report, 132), "\n"));
}

TEST_F(RenderedReport, a_name_with_a_line_end_stays_on_its_line) {
    const std::string page = text(documents.report({documents.finding("medium", "no_pk", "public.\"a\nb\"")}));
    EXPECT_NE(page.find("* public.\"a b\": 7 rows"), std::string::npos) << page;
}

TEST_F(RenderedReport, of_one_check_a_hundred_are_shown_and_the_rest_counted) {
    std::vector<Document> findings;
    for (int i = 0; i < 103; ++i) findings.push_back(documents.finding("medium", "no_pk", "public.t" + std::to_string(i)));
    findings.push_back(documents.finding("medium", "char_n", "public.c"));
    const Document report = documents.report(findings);
    EXPECT_EQ(occurrences(text(report), "\n* "), 101U);
    EXPECT_NE(text(report).find("and 3 more of the same checks"), std::string::npos);
    EXPECT_EQ(occurrences(html(report), "<details>"), 101U);
    EXPECT_NE(html(report).find("<p>3 more findings of the same checks are not on this page"), std::string::npos);
}

TEST_F(RenderedReport, no_text_becomes_markup) {
    EXPECT_EQ(escaped("<script>alert('a & \"b\"')</script>"), "&lt;script&gt;alert(&#39;a &amp; &quot;b&quot;&#39;)&lt;/script&gt;");
    EXPECT_EQ(escaped("ünï 表 😀"), "&#252;n&#239; &#34920; &#128512;");
    EXPECT_EQ(escaped("a\nb\tc"), "a\nb\tc");
    EXPECT_EQ(escaped(std::string("a\x01\x7F\x1B", 4)), "a&#xFFFD;&#xFFFD;&#xFFFD;");
    EXPECT_EQ(escaped("\xC2\x85\xEF\xBF\xBF"), "&#xFFFD;&#xFFFD;") << "no characters of HTML";
    EXPECT_EQ(escaped(""), "");
}

TEST_F(RenderedReport, the_page_escapes_whatever_comes_from_the_database) {
    const std::string evil = "</code></script><script>alert(1)</script>\" onload='x' \xC3\xBC";
    const auto evil_text = [&] { return documents.text(evil); };
    const Document row = documents.object({{"relation", evil_text()},
                                           {"kind", evil_text()},
                                           {"bloat_bytes", documents.number("5")},
                                           {"size_bytes", documents.number("10")},
                                           {"blocker_id", evil_text()},
                                           {"summary", evil_text()},
                                           {"remedy", evil_text()},
                                           {"held_seconds", documents.number("5")},
                                           {"database_name", evil_text()},
                                           {"taken_at", evil_text()},
                                           {"verdict", evil_text()},
                                           {"reason", evil_text()}});
    const Document finding = documents.finding("medium", "no_pk", evil,
                                               {{"why", evil_text()},
                                                {"fix_sql", evil_text()},
                                                {"undo_sql", evil_text()},
                                                {"fix_lock", evil_text()},
                                                {"root_key", evil_text()},
                                                {"area", evil_text()},
                                                {"evidence", documents.object({{evil, documents.list({evil_text()})}})},
                                                {"first_seen", evil_text()}});
    const Document rows = documents.list({row, row});
    const std::string page = html(documents.report({finding}, {{"database", evil_text()},
                                                               {"bloat", rows},
                                                               {"indexes", rows},
                                                               {"vacuum_blockers", rows},
                                                               {"wraparound", rows},
                                                               {"snapshots", rows},
                                                               {"checks", rows},
                                                               {"server_version", evil_text()}}));
    EXPECT_EQ(occurrences(page, "<script>"), 1U) << "its own";
    EXPECT_EQ(occurrences(page, "alert(1)"), occurrences(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
    EXPECT_EQ(page.find(" onload='"), std::string::npos);
    EXPECT_GT(occurrences(page, "alert(1)"), 20U);
    for (const char c : page) ASSERT_TRUE(c == '\n' || (c >= 0x20 && c < 0x7F)) << "not ASCII";
}

TEST_F(RenderedReport, the_page_asks_for_nothing_from_elsewhere) {
    const std::string page = html(documents.report({documents.finding("medium", "no_pk", "public.orders")}));
    for (const char* reference : {"http:", "https:", "src=", "@import", "url(", "href=\"/", "<link"})
        EXPECT_EQ(page.find(reference), std::string::npos) << reference;
    EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
}

TEST_F(RenderedReport, sections_without_figures_are_left_out) {
    const std::string page = html(documents.report({}));
    for (const char* section : {"id=\"bloat\"", "id=\"indexes\"", "id=\"vacuum\"", "id=\"trends\"", "#bloat", "#indexes", "#vacuum", "#trends"})
        EXPECT_EQ(page.find(section), std::string::npos) << section;
    EXPECT_NE(page.find("<p>None.</p>"), std::string::npos);
}

TEST_F(RenderedReport, bars_and_lines_are_to_scale) {
    const Document rows = documents.list(
        {documents.object({{"relation", documents.text("big")}, {"size_bytes", documents.number("1000")}, {"bloat_bytes", documents.number("250")}}),
         documents.object({{"relation", documents.text("small")}, {"size_bytes", documents.number("100")}, {"bloat_bytes", documents.number("100")}})});
    const auto snapshot = [&](const char* findings) {
        return documents.object({{"taken_at", documents.text("now")}, {"findings", documents.number(findings)}, {"size_bytes", documents.number("5")}});
    };
    const std::string page = html(documents.report({}, {{"bloat", rows}, {"snapshots", documents.list({snapshot("0"), snapshot("4"), snapshot("2")})}}));
    EXPECT_NE(page.find("class=\"size\" width=\"100.0\""), std::string::npos);
    EXPECT_NE(page.find("class=\"bloat\" width=\"25.0\""), std::string::npos);
    EXPECT_NE(page.find("class=\"size\" width=\"10.0\""), std::string::npos);
    EXPECT_NE(page.find("class=\"bloat\" width=\"10.0\""), std::string::npos);
    EXPECT_NE(page.find("points=\"0.0,78.0 200.0,2.0 400.0,40.0 \""), std::string::npos);
}

}  // namespace
}  // namespace pgops::test
