// polymorphic on invented applications: what must be named, and what only looks like it.
#include <gtest/gtest.h>

#include "invented_schemas.hpp"
#include "schema_text.hpp"

namespace pgops::test {
namespace {

// table.reference of each finding
std::set<std::string> named_in(Database& db) {
    std::set<std::string> references;
    for (const Seen& seen : db.findings_of("polymorphic").rows) references.insert(seen.evidence("table").substr(7) + "." + seen.evidence("reference"));
    return references;
}

std::set<std::string> named(std::string_view text) {
    Database db;
    add_schema(db, text);
    return named_in(db);
}

const std::set<std::string> kNone;

// The rest of a schema: tables with numbers for keys.
const std::string kOthers = "users(id big*, email text!)\nposts(id big*, title text!)\n";

TEST(Polymorphic, names_what_it_should_in_invented_applications) {
    for (const InventedSchema& invented : kInventedSchemas) EXPECT_EQ(named(invented.text), set_of(invented.polymorphic)) << invented.name;
}

TEST(Polymorphic, says_which_column_chooses_and_why) {
    Database db;
    add_schema(db, kOthers + "comments(id big*, commentable_type vc!, commentable_id big!, body text) i(commentable_type,commentable_id)");
    const Seen seen = db.findings_of("polymorphic").only();
    EXPECT_EQ(seen.object(), "public.comments (commentable_type, commentable_id)");
    EXPECT_EQ(seen.key, "polymorphic:public.comments (commentable_type, commentable_id)");
    EXPECT_EQ(seen.headline(), "reference whose table a column chooses");
    EXPECT_EQ(seen->confidence(), Confidence::Review);
    EXPECT_EQ(seen.evidence("columns"), "commentable_type, commentable_id");
    EXPECT_EQ(seen.evidence("chooser"), "commentable_type");
    EXPECT_EQ(seen.evidence("reference"), "commentable_id");
    EXPECT_EQ(seen.evidence("score"), "9");
    EXPECT_EQ(seen.evidence("signs"),
              "+3.5 the reference's name says what can be done to its target, not what it is, +1.0 the other column holds a type, +3.0 both names begin alike, "
              "+1.5 an index has the two side by side");
    EXPECT_EQ(seen.fix(), "");
}

TEST(Polymorphic, severity_follows_size) {
    Database db;
    add_schema(db, kOthers + "notes(id big*, owner_type vc!, owner_id big!)");
    TableBuilder& table = db.tables.back().live_rows(1234);
    const auto severity = [&](std::int64_t bytes) {
        table.bytes(bytes);
        return db.findings_of("polymorphic").only()->severity();
    };
    EXPECT_EQ(severity(10 * kMegabyte - 1), Severity::Low);
    EXPECT_EQ(severity(10 * kMegabyte), Severity::Medium);
    EXPECT_EQ(severity(10 * kGigabyte), Severity::High);
    EXPECT_EQ(db.findings_of("polymorphic").only().headline(), "column chooses the table, 1,234 rows");
}

TEST(Polymorphic, a_foreign_key_is_innocent) { EXPECT_EQ(named(kOthers + "apps(id big*, owner_type vc!, owner_id big! >users)"), kNone); }

TEST(Polymorphic, a_rows_own_id_is_innocent) {
    EXPECT_EQ(named(kOthers + "devices(id big*, device_type vc!, device_id big!)"), kNone);
    EXPECT_EQ(named(kOthers + "alert(alert_type vc!, alert_id big!*)"), kNone);
    EXPECT_EQ(named(kOthers + "event_log(id big*, event_type vc!, event_id big!) i(event_type,event_id)"), kNone);
    EXPECT_EQ(named(kOthers + "things(id big*, owner_type vc!, owner_id big!) u(owner_id)"), kNone);
}

TEST(Polymorphic, an_id_whose_table_exists_is_innocent) {
    EXPECT_EQ(named(kOthers + "visits(id big*, user_type vc, user_id big)"), kNone);
    EXPECT_EQ(named(kOthers + "shop_customers(id big*)\nvisits(id big*, customer_type vc, customer_id big) i(customer_type,customer_id)"), kNone);
}

TEST(Polymorphic, another_systems_id_is_innocent) {
    EXPECT_EQ(named(kOthers + "payments(id big*, transaction_type vc, transaction_id vc)"), kNone);
    EXPECT_EQ(named(kOthers + "accounts(id big*, source_type vc, source_id vc)"), kNone);
}

TEST(Polymorphic, a_media_type_chooses_nothing) {
    EXPECT_EQ(named(kOthers + "uploads(id big*, content_type vc, content_id big) i(content_type,content_id)"), kNone);
}

TEST(Polymorphic, a_bare_type_chooses_nothing) { EXPECT_EQ(named(kOthers + "events(id big*, type vc!, actor_id big)"), kNone); }

TEST(Polymorphic, a_number_with_decimals_is_no_reference) {
    EXPECT_EQ(named(kOthers + "moves(id big*, target_type vc!, target big!)"), set_of("moves.target"));
    EXPECT_EQ(named(kOthers + "discounts(id big*, target_type vc!, target cents)"), kNone);
}

TEST(Polymorphic, an_ability_beside_a_type_is_enough) {
    EXPECT_EQ(named(kOthers + "blocks(id big*, type vc!, blockable_id big!)"), set_of("blocks.blockable_id"));
    EXPECT_EQ(named(kOthers + "seats(id big*, type vc!, table_id big!)"), kNone);
}

TEST(Polymorphic, a_tables_or_a_models_name_chooses) {
    EXPECT_EQ(named(kOthers + "audit(id big*, table_name vc!, record_id big!, at ts)"), set_of("audit.record_id"));
    EXPECT_EQ(named(kOthers + "audit(id big*, table_name name!, record_id big!, at ts)"), set_of("audit.record_id"));
    EXPECT_EQ(named(kOthers + "audit(id big*, model vc!, foreign_key big!, at ts)"), set_of("audit.foreign_key"));
    EXPECT_EQ(named(kOthers + "cars(id big*, model vc!, color_id big!)"), kNone);
}

TEST(Polymorphic, a_list_of_content_types_chooses) {
    EXPECT_EQ(named("content_types(id int*, model vc!)\nnotes(id int*, content_type_id int! >content_types, object_id text!)"), set_of("notes.object_id"));
}

TEST(Polymorphic, the_only_id_without_a_foreign_key_is_suspect) {
    const std::string registry =
        "people(id int*)\nfields(id int*, name text!)\nfacts(id int*, person_id int! >people, event_field_id int >fields, past_event_id int";
    EXPECT_EQ(named(registry + ")"), set_of("facts.past_event_id"));
    EXPECT_EQ(named(registry + ", batch_id int)"), kNone);
}

TEST(Polymorphic, what_is_sure_elsewhere_is_sure_here) {
    const std::string sure = kOthers + "grants(id big*, asset_type vc!, asset_id big!) i(asset_type,asset_id)\n";
    EXPECT_EQ(named(sure + "tasks(id big*, asset_type vc, asset_id big)"), set_of("grants.asset_id tasks.asset_id"));
    EXPECT_EQ(named(kOthers + "tasks(id big*, asset_type vc, asset_id big)"), kNone);
    const std::string objects = kOthers + "notes(id big*, object_type vc!, object_id big!)\ntopics(id big*, object_type vc!, object_id big!)\n";
    EXPECT_EQ(named(objects + "links(id big*, object_id big!, rank int)"), set_of("notes.object_id topics.object_id links.object_id"));
    EXPECT_EQ(named(objects + "objects(object_id big*)\nlinks(id big*, object_id big!, rank int)"), set_of("notes.object_id topics.object_id"));
}

TEST(Polymorphic, partitions_are_left_to_their_parent) {
    Database db;
    add_schema(db, kOthers + "notes(id big, owner_type vc!, owner_id big!)\nnotes_1(id big, owner_type vc!, owner_id big!)");
    db.tables[2].partitioned();
    db.tables[3].partition_of(db.tables[2]);
    EXPECT_EQ(named_in(db), set_of("notes.owner_id"));
}

TEST(Polymorphic, odd_tables_do_no_harm) {
    std::string wide = "wide(id big*";
    for (char a = 'a'; a <= 'z'; ++a)
        for (char b = 'a'; b <= 'z'; ++b) wide += std::string(", q") + a + b + "q_type vc, q" + a + b + "q_id big";
    EXPECT_NO_THROW(named(wide + ")"));
    EXPECT_EQ(named("_(_ text, __ int, _1 text)"), kNone);
    EXPECT_EQ(named("id(type text, id int)"), kNone);
}

TEST(Polymorphic, values_that_name_tables_choose_whatever_the_column_is_called) {
    Database db;
    for (const char* name : {"tickets", "articles", "vehicles"}) {
        auto& table = db.table(name);
        table.column("id", type_id::kInt8).identity();
        table.primary_key({"id"});
    }
    auto& t = db.table("alarms").live_rows(5000).bytes(kMegabyte);
    t.column("place", type_id::kText).not_null().common_values({"Ticket", "App\\Models\\Article", "vehicles"}, {0.4F, 0.3F, 0.3F});
    t.column("place_ref_id", type_id::kInt8).not_null().statistics(8, 0, 500);
    const Found found = db.findings_of("polymorphic");
    EXPECT_EQ(found.only().evidence("columns"), "place, place_ref_id");
    t["place"].common_values({"north", "south", "Ticket"}, {0.4F, 0.4F, 0.2F});
    EXPECT_TRUE(db.findings_of("polymorphic").empty());
}

TEST(Polymorphic, values_that_name_no_table_speak_against_it) {
    Database db;
    add_schema(db, "devices_seen(id big*, record_type text!, record_id big!)\nusers(id big*)\nposts(id big*)\nwires(id big*, user_id big >users)");
    EXPECT_FALSE(db.findings_of("polymorphic").empty()) << "the names say so";
    TableBuilder& t = db.tables.front().live_rows(5000).bytes(kMegabyte);
    t["record_type"].common_values({"copper", "fibre", "radio"}, {0.4F, 0.4F, 0.2F});
    EXPECT_TRUE(db.findings_of("polymorphic").empty());
    t["record_type"].common_values({"User", "Post"}, {0.6F, 0.4F});
    EXPECT_FALSE(db.findings_of("polymorphic").empty());
}

}  // namespace
}  // namespace pgops::test
