#include "finding_form.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace pgops::test {

void expect_singular(std::string_view text, std::string_view whose) {
    static const std::regex kOneOfMany("(^|[^0-9.,])1 (more are|([a-z]+ )?(bytes|columns|indexes|rows|sequences|sessions|tables|transactions|values|xids))\\b");
    EXPECT_FALSE(std::regex_search(text.begin(), text.end(), kOneOfMany)) << whose << ": " << text;
}

void expect_form(const Seen& seen) {
    const Finding& finding = *seen.finding;
    EXPECT_FALSE(finding.object().text.empty()) << seen.key;
    EXPECT_FALSE(finding.headline().empty()) << seen.key;
    EXPECT_LE(character_count(finding.headline()), 44U) << seen.key;
    EXPECT_FALSE(finding.headline().ends_with("...")) << seen.key << " was cut: " << finding.headline();
    EXPECT_EQ(finding.headline().find('\n'), std::string_view::npos) << seen.key;
    EXPECT_FALSE(finding.why().empty()) << seen.key;
    for (const std::string_view text : {finding.headline(), finding.why()}) expect_singular(text, seen.key);
    EXPECT_EQ(finding.fix_sql().empty(), finding.fix_lock().empty()) << seen.key << ": a fix says what it locks";
    EXPECT_TRUE(finding.undo_sql().empty() || !finding.fix_sql().empty()) << seen.key << ": an undo of nothing";
    for (const std::string_view sql : {finding.fix_sql(), finding.undo_sql()}) EXPECT_TRUE(sql.empty() || sql.ends_with(';')) << seen.key << ": " << sql;
    EXPECT_GE(finding.priority(), 1) << seen.key;
    EXPECT_LE(finding.priority(), 200) << seen.key;
    std::set<std::string_view> names;
    for (const Evidence& item : finding.evidence()) EXPECT_TRUE(names.insert(item.name).second) << seen.key << " has twice " << item.name;
}

}  // namespace pgops::test
