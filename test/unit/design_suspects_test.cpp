// missing_fk_suspect, thing_table, list_in_string and repeating_columns on invented applications: what must be named, and look-alikes.
#include <gtest/gtest.h>

#include "invented_suspects.hpp"
#include "schema_text.hpp"

namespace pgops::test {
namespace {

// "table.column>target", "table" or "table.first,second" of each finding.
std::set<std::string> named(Database& db, const char* check) {
    std::set<std::string> found;
    for (const Seen& seen : db.findings_of(check).rows) {
        std::string text = seen.evidence("table").substr(7);
        std::string columns = seen.evidence("columns");
        if (columns != "(absent)") {
            std::erase(columns, ' ');
            text += "." + columns;
        }
        const std::string target = seen.evidence("target");
        found.insert(target == "(absent)" ? text : text + ">" + target.substr(7));
    }
    return found;
}

std::set<std::string> named(std::string_view text, const char* check) {
    Database db;
    add_schema(db, text);
    return named(db, check);
}

const std::set<std::string> kNone;

TEST(DesignSuspects, names_what_it_should_in_invented_applications) {
    for (const InventedSuspects& invented : kInventedSuspects) {
        EXPECT_EQ(named(invented.text, "missing_fk_suspect"), set_of(invented.missing_foreign_keys)) << invented.name;
        EXPECT_EQ(named(invented.text, "thing_table"), set_of(invented.thing_tables)) << invented.name;
        EXPECT_EQ(named(invented.text, "list_in_string"), set_of(invented.lists)) << invented.name;
        EXPECT_EQ(named(invented.text, "repeating_columns"), set_of(invented.repetitions)) << invented.name;
    }
}

TEST(MissingForeignKey, says_what_it_points_to_and_how_to_begin) {
    Database db;
    add_schema(db, "customers(id big*, name text)\norders(id big*, customer_id big!)");
    const auto only = [&] { return db.findings_of("missing_fk_suspect").only(); };
    EXPECT_EQ(only().object(), "public.orders.customer_id");
    EXPECT_EQ(only().headline(), "refers to another table's rows unchecked");
    EXPECT_EQ(only()->confidence(), Confidence::Review);
    EXPECT_EQ(only()->severity(), Severity::Low);
    EXPECT_EQ(only().evidence("target"), "public.customers");
    EXPECT_EQ(only().evidence("signs"), "+4.5 it is called after a table and its key");
    EXPECT_EQ(only().fix(), "ALTER TABLE public.orders ADD FOREIGN KEY (customer_id) REFERENCES public.customers (id) NOT VALID;");
    EXPECT_EQ(only().lock(), "SHARE ROW EXCLUSIVE on public.orders and public.customers");
    db.tables.back().live_rows(50'000);
    db.tables.front().fact.counters.deleted = 3;
    EXPECT_EQ(only()->severity(), Severity::Medium) << "rows go on the other side";
    db.tables.front().unlogged();
    EXPECT_EQ(only().fix(), "") << "a permanent table cannot refer to an unlogged one";
    db.tables.front().fact.unlogged = false;
    db.tables.back().partitioned();
    EXPECT_EQ(only().fix(), "") << "no NOT VALID on partitioned tables";
}

TEST(MissingForeignKey, more_values_than_the_other_table_has_rows_speak_against_it) {
    Database db;
    add_schema(db, "customers(id big*, name text)\norders(id big*, customer_id big!)");
    db.tables.front().live_rows(100);
    db.tables.back().live_rows(10'000)["customer_id"].statistics(8, 0, -0.5F);
    EXPECT_TRUE(db.findings_of("missing_fk_suspect").empty());
    db.tables.back()["customer_id"].statistics(8, 0, 80);
    EXPECT_FALSE(db.findings_of("missing_fk_suspect").empty());
}

TEST(MissingForeignKey, what_is_checked_or_another_types_is_none) {
    EXPECT_EQ(named("customers(id big*)\norders(id big*, customer_id big >customers)", "missing_fk_suspect"), kNone);
    EXPECT_EQ(named("customers(id big*)\norders(id big*, customer_id uuid)", "missing_fk_suspect"), kNone);
    EXPECT_EQ(named("customers(id big*)\norders(id big*, external_customer_id big, stripe_customer_id big)", "missing_fk_suspect"), kNone);
    EXPECT_EQ(named("posts(id big*)\nstatistics(id big*, posts int, post_count int, position int)\npositions(id int*)", "missing_fk_suspect"), kNone);
    EXPECT_EQ(named("links(id big*)\nitems(id big*, link_type vc, link_id big)", "missing_fk_suspect"), kNone) << "the type chooses the table";
    EXPECT_EQ(named("devices(id big*, device_id big, serial text)", "missing_fk_suspect"), kNone) << "the row's own id";
    EXPECT_EQ(named("customers(id big*)\nprofiles(id big* >customers)\nvisits(id big, at ts)", "missing_fk_suspect"), kNone)
        << "an id is not another's for a shared key";
}

TEST(MissingForeignKey, the_nearest_of_several_tables_is_meant) {
    EXPECT_EQ(named("users(id big*)\nadmin_users(id big*)\nposts(id big*, user_id big)", "missing_fk_suspect"), set_of("posts.user_id>users"));
    EXPECT_EQ(named("app_zone(id big*)\napp_host(id big*, zone_id big)", "missing_fk_suspect"), set_of("app_host.zone_id>app_zone"));
}

TEST(MissingForeignKey, a_name_that_most_rows_are_called_by_is_their_own) {
    const std::string named_rows = "shops(id int*, gid uuid!) u(gid)\nbrands(id int*, gid uuid!) u(gid)\ntags(id int*, gid uuid!) u(gid)\n";
    EXPECT_EQ(named(named_rows + "gone(gid uuid* >shops.gid)", "missing_fk_suspect"), kNone);
    EXPECT_EQ(named(named_rows + "gone(gid uuid* >shops.gid)\nold(id int*, gid uuid >shops.gid)\nlost(id int*, gid uuid >shops.gid)\nseen(id int*, gid uuid)",
                    "missing_fk_suspect"),
              set_of("brands.gid>shops tags.gid>shops seen.gid>shops"));
}

TEST(MissingForeignKey, persons_are_those_that_others_of_the_name_lead_to) {
    const std::string_view text =
        "account(id int*)\nstaff_member(id int*)\na(id int*, creator int >staff_member)\nb(id int*, editor int >staff_member)\nc(id int*, approved_by int)";
    EXPECT_EQ(named(text, "missing_fk_suspect"), set_of("c.approved_by>staff_member"));
}

TEST(MissingForeignKey, a_table_of_the_name_comes_before_a_key_of_it) {
    EXPECT_EQ(named("path(path_id int*, path text)\npath_tree(path_id int* >path)\nfile(id int*, path_id int)", "missing_fk_suspect"),
              set_of("file.path_id>path"));
    EXPECT_EQ(named("lcr_rule(id int*)\ndr_rule(id int*)\nlcr_goal(id int*, rule_id int)\ndr_goal(id int*, rule_id int)", "missing_fk_suspect"),
              set_of("lcr_goal.rule_id>lcr_rule dr_goal.rule_id>dr_rule"));
    EXPECT_EQ(named("user_parents(id int*)\nplaces(id int*, parent_id int)", "missing_fk_suspect"), set_of("places.parent_id>places"));
}

TEST(MissingForeignKey, what_counts_or_names_its_own_row_is_none) {
    EXPECT_EQ(named("app_user(id int*)\nconnection(id int*, max_per_user int, total_user int)", "missing_fk_suspect"), kNone);
    EXPECT_EQ(named("groups(group_id int*)\nalert_group(group_id int*, name text)", "missing_fk_suspect"), kNone);
    EXPECT_EQ(named("act_id_info(id vc*)\nact_job(id int*, act_id vc)", "missing_fk_suspect"), kNone) << "the rest of a table's name looks like a key";
    EXPECT_EQ(named("states(id int*)\na(id int*, status int >states)\nb(id int*, status int)", "missing_fk_suspect"), kNone) << "once is no custom";
}

TEST(RepeatingColumns, says_how_many_and_gives_them_as_rows) {
    Database db;
    add_schema(db, "people(id big*, phone1 vc, phone2 vc, phone3 vc)");
    const auto only = [&] { return db.findings_of("repeating_columns").only(); };
    EXPECT_EQ(only().object(), "public.people (phone1, phone2, phone3)");
    EXPECT_EQ(only().headline(), "3 columns for one thing, counted");
    EXPECT_EQ(
        only().evidence("as_rows"),
        "SELECT t.*, r.number, r.value FROM public.people t CROSS JOIN LATERAL (VALUES (1, t.phone1), (2, t.phone2), (3, t.phone3)) r (number, value) WHERE "
        "r.value IS NOT NULL;");
}

TEST(RepeatingColumns, look_alikes_are_silent) {
    for (const char* text :
         {"t(id big*, address1 vc, address2 vc)", "t(id big*, address vc, address2 vc)", "t(sha1 vc, sha256 vc, sha512 vc)", "t(ipv4 inet, ipv6 inet)",
          "t(x1 dbl, y1 dbl, x2 dbl, y2 dbl)", "t(p50 dbl, p90 dbl, p99 dbl)", "t(d7 int, d30 int, d90 int)", "t(x_2d int, x_3d int)",
          "t(concept_id_1 big, concept_id_2 big, fact1 text, fact2 text)", "t(primary_email vc, secondary_email vc)", "t(a vc, b vc)",
          "t(oauth2_token vc, s3_key vc, utf8_name vc)", "t(value1 int, value2 text)"})
        EXPECT_EQ(named(text, "repeating_columns"), kNone) << text;
}

TEST(ListInString, length_and_unlisted_plurals_count) {
    EXPECT_EQ(named("t(id big*, tags text)", "list_in_string"), set_of("t.tags"));
    Database db;
    add_schema(db, "t(id big*, tags vc, notes text)");
    db.tables.back()["tags"].modifier(10 + 4);
    EXPECT_EQ(named(db, "list_in_string"), kNone) << "varchar(10)";
    EXPECT_EQ(named("t(id big*, tags arr)", "list_in_string"), kNone);
    EXPECT_EQ(named("t(id big*, tags jsonb)", "list_in_string"), kNone);
    EXPECT_EQ(named("t(id big*, tag vc)", "list_in_string"), kNone);
}

TEST(ThingTable, says_why) {
    Database db;
    add_schema(db,
               "objects(id big*, object_type vc!, created_at ts)\nhosts(id big!* >objects, ip inet)\nzones(id big!* >objects, city vc)\nlogs(id big*, "
               "object_id big >objects)");
    const auto only = [&] { return db.findings_of("thing_table").only(); };
    EXPECT_EQ(only().object(), "public.objects");
    EXPECT_EQ(only().headline(), "one table of all things, 3 point to it");
    EXPECT_EQ(only().evidence("kind"), "object_type");
    EXPECT_EQ(only().evidence("tables_sharing_its_key"), "2");
    EXPECT_EQ(only()->confidence(), Confidence::Review);
    EXPECT_EQ(only().fix(), "");
}

}  // namespace
}  // namespace pgops::test
