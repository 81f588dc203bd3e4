// eav on invented applications: what must be named, and what only looks like it.
#include <gtest/gtest.h>

#include "invented_schemas.hpp"
#include "schema_text.hpp"

namespace pgops::test {
namespace {

std::set<std::string> named_in(Database& db) {
    std::set<std::string> tables;
    for (const Seen& seen : db.findings_of("eav").rows) tables.insert(seen.evidence("table").substr(7));
    return tables;
}

std::set<std::string> named(std::string_view text) {
    Database db;
    add_schema(db, text);
    return named_in(db);
}

const std::set<std::string> kNone;

TEST(Eav, names_what_it_should_in_invented_applications) {
    for (const InventedSchema& invented : kInventedSchemas) EXPECT_EQ(named(invented.text), set_of(invented.eav)) << invented.name;
}

TEST(Eav, says_which_column_is_what_and_why) {
    Database db;
    add_schema(db, "users(id big*, email text!)\nuser_settings(user_id big!* >users, setting_name text!*, setting_value text, updated_at ts!)");
    const Seen seen = db.findings_of("eav").only();
    EXPECT_EQ(seen.object(), "public.user_settings");
    EXPECT_EQ(seen.key, "eav:public.user_settings");
    EXPECT_EQ(seen.headline(), "attributes kept as rows");
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.evidence("columns"), "user_id, setting_name, setting_value");
    EXPECT_EQ(seen.evidence("entity"), "user_id");
    EXPECT_EQ(seen.evidence("attribute"), "setting_name");
    EXPECT_EQ(seen.evidence("value"), "setting_value");
    EXPECT_EQ(seen.evidence("rows"), "(absent)");
    EXPECT_EQ(seen.evidence("score"), "10.5");
    EXPECT_EQ(seen.evidence("signs"),
              "+2.0 a text names the attribute, +1.5 a column holds values of any attribute, +1.5 the attribute's and the value's names go together, "
              "+1.5 the entity is a foreign key, +1.5 entity and attribute together are unique, +1.0 there is hardly anything else in a row, "
              "+1.5 the table is named after what it holds");
    EXPECT_NE(seen.why().find("setting_name"), std::string::npos);
    EXPECT_EQ(seen.fix(), "");
}

TEST(Eav, severity_follows_size) {
    Database db;
    add_schema(db, "users(id big*)\nuser_meta(user_id big! >users, key text!, value text)");
    TableBuilder& table = db.tables.back().live_rows(1234);
    const auto severity = [&](std::int64_t bytes) {
        table.bytes(bytes);
        return db.findings_of("eav").only()->severity();
    };
    EXPECT_EQ(severity(10 * kMegabyte - 1), Severity::Low);
    EXPECT_EQ(severity(10 * kMegabyte), Severity::Medium);
    EXPECT_EQ(severity(10 * kGigabyte), Severity::High);
    EXPECT_EQ(db.findings_of("eav").only().headline(), "attributes kept as rows, 1,234 rows");
}

TEST(Eav, settings_need_an_entity) {
    EXPECT_EQ(named("settings(id int*, key text!, value text) u(key)"), kNone);
    EXPECT_EQ(named("settings(key text*, value text)"), kNone);
    EXPECT_EQ(named("tenants(id int*, name text)\nsettings(tenant_id int! >tenants, key text!, value text) u(tenant_id,key)"), set_of("settings"));
}

TEST(Eav, a_document_per_key_is_innocent) {
    EXPECT_EQ(named("users(id int*)\ndocuments(user_id int! >users, key text!, value jsonb) u(user_id,key)"), kNone);
    EXPECT_EQ(named("users(id int*)\nlists(user_id int! >users, key text!, value arr) u(user_id,key)"), kNone);
}

TEST(Eav, allowed_values_are_innocent) {
    EXPECT_EQ(named("fields(id int*, name text!, data_type text!)\nfield_options(id int*, field_id int! >fields, name text!, value text!, position int)"),
              kNone);
}

TEST(Eav, conditions_on_registered_attributes_are_innocent) {
    const std::string_view registry = "surveys(id int*, name text!)\nattribute_classes(id int*, name text!, type text!)\n";
    const auto with = [&](std::string_view table) { return named(std::string(registry) + std::string(table)); };
    const std::string rest =
        "(id int*, attribute_class_id int! >attribute_classes, survey_id int! >surveys, condition text!, value text!) "
        "u(survey_id,attribute_class_id)";
    EXPECT_EQ(with("survey_attribute_filters" + rest), kNone);
    EXPECT_EQ(with("survey_attributes(id int*, attribute_class_id int! >attribute_classes, survey_id int! >surveys, value text!) "
                   "u(survey_id,attribute_class_id)"),
              set_of("survey_attributes"));
}

TEST(Eav, a_tree_of_allowed_values_is_innocent) {
    const std::string_view text =
        "widget(id int*)\nwidget_attribute_type(id int*, name text!)\n"
        "widget_attribute_type_value(id int*, widget_attribute_type int! >widget_attribute_type, value text, parent int >widget_attribute_type_value)\n"
        "widget_attribute(id int*, widget int! >widget, widget_attribute_type int! >widget_attribute_type, "
        "widget_attribute_type_value int >widget_attribute_type_value, widget_attribute_text text)";
    EXPECT_EQ(named(text), set_of("widget_attribute"));
}

TEST(Eav, a_registry_and_a_value_called_after_attributes) {
    EXPECT_EQ(named("record(id int*)\nattr_definition(id int*, code text!)\n"
                    "record_attr(id int*, record int! >record, field int! >attr_definition, attr_value text!)"),
              set_of("record_attr"));
    EXPECT_EQ(named("person(id int*)\ntag(id int*, changed_by_id int >person, type int >tag_def, attrs_text text)\ntag_def(id int*, name text)"), kNone)
        << "a document of attributes";
}

TEST(Eav, keys_in_numbers_beside_a_value_per_type) {
    EXPECT_EQ(named("attribute_kv(entity_id uuid!*, attribute_type int!*, attribute_key int!*, bool_v bool, str_v vc, long_v big, dbl_v dbl)"),
              set_of("attribute_kv"));
    EXPECT_EQ(named("readings(entity_id uuid!*, key int!*, value dbl)"), kNone);
}

TEST(Eav, conditions_are_innocent) {
    EXPECT_EQ(named("rules(id int*, name text!)\nrule_conditions(id int*, rule_id int! >rules, field text!, operator text!, value text)"), kNone);
}

TEST(Eav, changes_are_innocent) {
    EXPECT_EQ(named("changes(id int*)\nfield_changes(id int*, change_id int! >changes, field text!, old_value text, new_value text)"), kNone);
}

TEST(Eav, translations_are_innocent) {
    EXPECT_EQ(named("posts(id int*)\npost_texts(id int*, post_id int! >posts, locale text!, name text!, value text!) u(post_id,locale,name)"), kNone);
}

TEST(Eav, measurements_are_innocent) { EXPECT_EQ(named("hosts(id int*)\nmetrics(id int*, host_id int! >hosts, name text!, value dbl!, at ts!)"), kNone); }

TEST(Eav, secrets_are_innocent) { EXPECT_EQ(named("shops(id int*)\napi_keys(id int*, shop_id int! >shops, name text!, value text!) u(value)"), kNone); }

TEST(Eav, a_column_of_lists_names_no_attribute) {
    EXPECT_EQ(named("people(id int*)\nidentifiers(id int*, person_id int! >people, scheme text, attrs text, value text!)"), kNone);
}

TEST(Eav, a_wide_table_is_no_row_about_one_attribute) {
    const std::string row = "users(id int*)\nfacts(user_id int! >users, key text!, value text) u(user_id,key)";
    EXPECT_EQ(named(row), set_of("facts"));
    std::string wide = "users(id int*)\nfacts(user_id int! >users, key text!, value text";
    for (int i = 0; i < 24; ++i) wide += ", value_" + std::to_string(i) + " text";
    EXPECT_EQ(named(wide + ") u(user_id,key)"), kNone);
}

TEST(Eav, a_value_column_per_type_is_enough) {
    const std::string registry = "items(id int*)\nfacets(id int*, label text!)\nitem_facets(id int*, item_id int! >items, facet_id int! >facets, ";
    EXPECT_EQ(named(registry + "value_text text, value_number num, value_date date)"), set_of("item_facets"));
    EXPECT_EQ(named(registry + "weight num)"), kNone);
}

TEST(Eav, partitions_are_left_to_their_parent) {
    Database db;
    add_schema(db, "users(id big*)\nuser_meta(user_id big! >users, key text!, value text)\nuser_meta_1(user_id big! >users, key text!, value text)");
    db.tables[1].partitioned();
    db.tables[2].partition_of(db.tables[1]);
    EXPECT_EQ(named_in(db), set_of("user_meta"));
}

TEST(Eav, odd_tables_do_no_harm) {
    std::string wide = "wide(value text, key text, user_id int";
    for (int i = 0; i < 1597; ++i) wide += ", value_" + std::to_string(i) + " text";
    EXPECT_NO_THROW(named(wide + ")"));
    EXPECT_EQ(named("_(_ text, __ int, _1 text)"), kNone);
    EXPECT_EQ(named("v(v text)"), kNone);
}

struct EavByValues : ::testing::Test {
    Database db;
    TableBuilder& t = db.table("particulars").live_rows(3000).bytes(kMegabyte);

    EavByValues() {
        t.column("machine_id", type_id::kInt8).not_null().statistics(8, 0, 200);
        t.column("trait", type_id::kText).not_null().values(texts([](int i) { return "trait_" + std::string(1, static_cast<char>('a' + i)); }));
        t.column("info", type_id::kText).not_null().values(texts([](int i) {
            return i % 3 == 0 ? std::to_string(i) : i % 3 == 1 ? "2024-01-0" + std::to_string(1 + i % 9) : "blue";
        }));
    }
    template <class Make>
    static Texts texts(Make make) {
        Texts made;
        for (int i = 0; i < 20; ++i) made.push_back(make(i));
        return made;
    }
};

TEST_F(EavByValues, needs_no_names) {
    const Found found = db.findings_of("eav");
    EXPECT_EQ(found.only().evidence("columns"), "machine_id, trait, info");
    EXPECT_EQ(found.only().evidence("score"), "6");
}

TEST_F(EavByValues, rows_about_events_are_innocent) {
    t["machine_id"].statistics(8, 0, 60);
    EXPECT_TRUE(db.findings_of("eav").empty()) << "each pair comes again and again";
    t["machine_id"].statistics(8, 0, 200);
    t["info"].values(texts([](int i) { return "something " + std::to_string(i); }));
    EXPECT_TRUE(db.findings_of("eav").empty()) << "all values are texts";
}

TEST_F(EavByValues, names_alone_do_not_outweigh_values) {
    auto& other = db.table("notes").live_rows(3000).bytes(kMegabyte);
    other.column("user_id", type_id::kInt8).not_null().statistics(8, 0, -1);
    other.column("key", type_id::kText).not_null().statistics(8, 0, -1);
    other.column("value", type_id::kText).not_null().statistics(8, 0, -1);
    EXPECT_EQ(db.findings_of("eav").objects(), Texts{"public.particulars"});
    other["user_id"].statistics(8, 0, 300);
    other["key"].statistics(8, 0, 20);
    EXPECT_EQ(db.findings_of("eav").rows.size(), 2U);
}

}  // namespace
}  // namespace pgops::test
