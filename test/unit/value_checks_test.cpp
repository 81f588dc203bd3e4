// stringly_typed, mixed_type_string, sentinel_value: columns whose values are not what their type says; and values that only look so.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Values : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("people").live_rows(5000).bytes(kMegabyte);
    ColumnBuilder& text(std::string_view name, const Texts& values, float nulls = 0) { return t.column(name, type_id::kText).not_null().values(values, nulls); }
    Texts found(std::string_view check) { return db.findings_of(check).objects(); }

    // Forty values made of their number.
    template <class Make>
    static Texts forty(Make make) {
        Texts made;
        for (int i = 0; i < 40; ++i) made.push_back(make(i));
        return made;
    }
    static Texts years() {
        return forty([](int i) { return std::to_string(1950 + i); });
    }
    static Texts words() {
        return forty([](int i) { return "word " + std::to_string(i); });
    }
};

TEST_F(Values, of_another_type_are_found) {
    text("birth_year", years());
    text("joined", forty([](int i) { return "2024-01-" + std::to_string(10 + i % 20); }));
    text("ref_uuid", forty([](int i) { return "6ba7b810-9dad-41d1-80b4-00c04fd430" + std::to_string(10 + i); }));
    text("opt_in", {"Y", "N"});
    text("document", forty([](int i) { return "{\"n\": " + std::to_string(i) + "}"; }));
    text("address", forty([](int i) { return "10.0.0." + std::to_string(i); }));
    text("name", words());
    EXPECT_EQ(found("stringly_typed"), (Texts{"public.people.birth_year", "public.people.joined", "public.people.ref_uuid", "public.people.opt_in",
                                              "public.people.document", "public.people.address"}));
    const Found rows = db.findings_of("stringly_typed");
    const Seen& year = rows.of("public.people.birth_year");
    EXPECT_EQ(year.headline(), "100 % of the texts are numbers");
    EXPECT_EQ(year.fix(), "ALTER TABLE public.people ALTER COLUMN birth_year TYPE integer USING birth_year::integer;");
    EXPECT_EQ(year.lock(), "ACCESS EXCLUSIVE on public.people");
    EXPECT_EQ(year.evidence("classes"), "100 % integers");
    EXPECT_EQ(year->confidence(), Confidence::Review);
}

TEST_F(Values, that_identify_are_no_numbers) {
    text("postal_code", forty([](int i) { return "0" + std::to_string(1000 + i); }));
    text("zip", years());
    text("phone", forty([](int i) { return std::to_string(431234500 + i); }));
    text("app_version", forty([](int i) { return "1." + std::to_string(i); }));
    text("external_id", years());
    text("article", forty([](int i) { return std::to_string(40000000 + i); }));
    EXPECT_EQ(found("stringly_typed"), Texts{});
    db.table("companies").column("id", type_id::kInt8);
    text("company_id", years());
    EXPECT_EQ(found("stringly_typed"), Texts{"public.people.company_id"});
}

TEST_F(Values, are_not_judged_by_a_few) {
    t.live_rows(50);
    text("birth_year", years());
    EXPECT_EQ(found("stringly_typed"), Texts{});
    t.live_rows(5000);
    t["birth_year"].values({"1950", "1951"});
    EXPECT_EQ(found("stringly_typed"), Texts{});
    t["birth_year"].common_values({"1950", "1951", "1952", "1953", "1954", "1955", "1956", "1957", "1958"}, std::vector<float>(9, 0.01F));
    EXPECT_EQ(found("stringly_typed"), Texts{}) << "most values are too wide to be kept";
}

TEST_F(Values, that_do_not_all_fit_have_no_command) {
    Texts values = years();
    values.front() = "n/a";
    text("birth_year", values);
    const Found rows = db.findings_of("stringly_typed");
    EXPECT_EQ(rows.only().headline(), "100 % of the texts are numbers");
    EXPECT_EQ(rows.only().fix(), "");
    EXPECT_EQ(rows.only().evidence("classes"), "2 % placeholders, 98 % integers");
    values.front() = "";
    t["birth_year"].values(values);
    EXPECT_EQ(db.findings_of("stringly_typed").only().fix(),
              "ALTER TABLE public.people ALTER COLUMN birth_year TYPE integer USING nullif(btrim(birth_year), '')::integer;");
    t["birth_year"].with_default();
    EXPECT_EQ(db.findings_of("stringly_typed").only().fix(), "") << "the default would have to follow";
}

TEST_F(Values, are_shown_to_those_who_may_see_them) {
    text("birth_year", years());
    EXPECT_EQ(db.findings_of("stringly_typed").only().evidence("examples"), "1950, 1951, 1952, 1953, 1954");
    t["birth_year"].unreadable();
    EXPECT_EQ(db.findings_of("stringly_typed").only().evidence("examples"), "(absent)");
    EXPECT_EQ(db.findings_of("stringly_typed").only().evidence("classes"), "100 % integers");
}

TEST_F(Values, never_analyzed_are_left_out) {
    t.column("a", type_id::kText);
    EXPECT_EQ(db.findings_of("stringly_typed").left_out, "1 table was never analyzed");
    EXPECT_EQ(db.findings_of("sentinel_value").left_out, "1 table was never analyzed");
}

TEST_F(Values, of_several_types_are_found) {
    const auto mixed = [&](const Texts& a, const Texts& b) {
        Texts both = a;
        both.insert(both.end(), b.begin(), b.end());
        return both;
    };
    text("fact", mixed(years(), forty([](int i) { return "{\"n\": " + std::to_string(i) + "}"; })));
    text("setting_value", mixed(years(), words()));
    text("title", mixed(years(), words()));
    text("published", mixed(years(), forty([](int i) { return "2024-01-" + std::to_string(10 + i % 20); })));
    text("host", mixed(words(), forty([](int i) { return "10.0.0." + std::to_string(i); })));
    EXPECT_EQ(found("mixed_type_string"), (Texts{"public.people.fact", "public.people.setting_value"}));
    const Found rows = db.findings_of("mixed_type_string");
    EXPECT_EQ(rows.of("public.people.fact").headline(), "values of 2 types in one text column");
    EXPECT_EQ(rows.of("public.people.fact").evidence("types"), "numbers, JSON");
    EXPECT_EQ(rows.of("public.people.setting_value").evidence("types"), "numbers, texts");
}

TEST_F(Values, that_stand_for_missing_are_found) {
    const auto column = [&](std::string_view name, ObjectId type, const std::string& value, const Texts& others) {
        Texts values{value};
        std::vector<float> frequencies{0.1F};
        for (const std::string& other : others) {
            values.push_back(other);
            frequencies.push_back(0.9F / static_cast<float>(others.size()));
        }
        t.column(name, type).not_null().common_values(values, frequencies);
    };
    const Texts numbers = forty([](int i) { return std::to_string(i + 1); });
    const Texts days = forty([](int i) { return "2024-01-" + std::to_string(10 + i % 20); });
    column("age", type_id::kInt4, "999", numbers);
    column("humidity", type_id::kInt4, "-1", numbers);
    column("parent_id", type_id::kInt8, "0", numbers);
    column("ended", type_id::kDate, "9999-12-31", days);
    column("began", type_id::kTimestamptz, "1970-01-01 00:00:00", days);
    column("maker", type_id::kText, "unknown", words());
    column("code_text", type_id::kText, "N/A", words());
    EXPECT_EQ(found("sentinel_value"), (Texts{"public.people.age", "public.people.humidity", "public.people.parent_id", "public.people.ended",
                                              "public.people.began", "public.people.maker", "public.people.code_text"}));
    const Found rows = db.findings_of("sentinel_value");
    const Seen& age = rows.of("public.people.age");
    EXPECT_EQ(age.headline(), "stand-in for NULL in 10 % of the rows");
    EXPECT_EQ(age.evidence("examples"), "999");
    EXPECT_EQ(age.evidence("migration"),
              "ALTER TABLE public.people ALTER COLUMN age DROP NOT NULL;\nUPDATE public.people SET age = NULL WHERE age IN ('999');");
    EXPECT_EQ(age.fix(), "");
    t["age"].unreadable();
    EXPECT_EQ(db.findings_of("sentinel_value").of("public.people.age").evidence("migration"), "(absent)");
    EXPECT_EQ(db.findings_of("sentinel_value").of("public.people.age").evidence("examples"), "(absent)");
}

TEST_F(Values, among_others_of_their_kind_stand_for_themselves) {
    const auto column = [&](std::string_view name, ObjectId type, const Texts& values) {
        t.column(name, type).not_null().common_values(values, std::vector<float>(values.size(), 1.0F / static_cast<float>(values.size())));
    };
    column("direction", type_id::kInt4, {"-1", "0", "1"});
    column("celsius", type_id::kInt4, forty([](int i) { return std::to_string(i - 10); }));
    column("percent", type_id::kInt4, forty([](int i) { return std::to_string(60 + i); }));
    column("quantity", type_id::kInt4, forty([](int i) { return std::to_string(i); }));
    column("price", type_id::kNumeric, {"999", "1", "2", "3", "4", "5", "6"});
    column("born", type_id::kDate, {"1970-01-01", "1969-04-02", "1980-01-01", "1955-03-01", "1990-01-01"});
    column("expires", type_id::kTimestamptz, {"infinity", "2024-01-01 00:00:00", "2024-01-02 00:00:00"});
    column("state", type_id::kText, {"unknown", "on", "off"});
    column("middle_name", type_id::kText, {"", "Ann", "Eve", "Joe", "Max", "Una"});
    EXPECT_EQ(found("sentinel_value"), Texts{});
    t["middle_name"].fact.not_null = false;
    EXPECT_EQ(found("sentinel_value"), Texts{"public.people.middle_name"});
}

}  // namespace
}  // namespace pgops::test
