// public_schema_create, security_definer_search_path, policy_without_rls, rls_without_policy, security_definer_view: objects that let through.
#include <gtest/gtest.h>

#include "database.hpp"

namespace pgops::test {
namespace {

struct Objects : ::testing::Test {
    Database db;
    Access& access = db.server.access_facts;
    Found found(const char* check) { return db.findings_of(check); }
};

TEST_F(Objects, that_are_not_there) {
    for (const char* check : {"public_schema_create", "security_definer_search_path", "policy_without_rls", "rls_without_policy", "security_definer_view"})
        EXPECT_TRUE(found(check).empty()) << check;
}

TEST_F(Objects, schemas_open_to_everybody) {
    const OpenSchema schema{.id = 2200, .name = "public", .quoted = "public"};
    access.open_schemas = {&schema, 1};
    EXPECT_EQ(found("public_schema_create").only().fix(), "REVOKE CREATE ON SCHEMA public FROM PUBLIC;");
    EXPECT_EQ(found("public_schema_create").only().undo(), "GRANT CREATE ON SCHEMA public TO PUBLIC;");
}

TEST_F(Objects, functions_with_the_rights_of_their_owner) {
    DefinerFunction function{
        .id = 7, .quoted = "public.f()", .signature = "public.f()", .kind = "FUNCTION", .schema = "public", .owner = "app", .language = "sql"};
    access.definer_functions = {&function, 1};
    EXPECT_EQ(found("security_definer_search_path").only()->severity(), Severity::Low);
    function.public_may_execute = true;
    EXPECT_EQ(found("security_definer_search_path").only()->severity(), Severity::Medium);
    function.owner_is_superuser = true;
    EXPECT_EQ(found("security_definer_search_path").only()->severity(), Severity::High);
    EXPECT_EQ(found("security_definer_search_path").only().fix(), "ALTER FUNCTION public.f() SET search_path = pg_catalog, public, pg_temp;");
    function.owner = "a_role_with_a_rather_long_name_that_does_not_fit";
    EXPECT_EQ(found("security_definer_search_path").rows.size(), 1U);
}

TEST_F(Objects, tables_with_policies) {
    const Session& session = db.session("owner", "shop");
    GuardedTable table{.id = 9, .owner = session.role_id + 1, .quoted = "public.t", .qualified = "public.t", .policies = 2};
    access.guarded_tables = {&table, 1};
    EXPECT_EQ(found("policy_without_rls").only().headline(), "has policies, but row security is off");
    table.enabled = true;
    EXPECT_TRUE(found("policy_without_rls").empty());
    table.owner = session.role_id;
    EXPECT_EQ(found("policy_without_rls").only().headline(), "policies do not bind the application");
    table.forced = true;
    EXPECT_TRUE(found("policy_without_rls").empty());
    table.policies = 0;
    EXPECT_TRUE(found("rls_without_policy").empty()) << "nobody else has rights on it";
    table.granted_to_others = true;
    EXPECT_EQ(found("rls_without_policy").only()->severity(), Severity::Low);
}

TEST_F(Objects, views_past_row_security) {
    const BypassingView view{.id = 11, .quoted = "public.v", .owner = "owner", .table = "public.t"};
    access.bypassing_views = {&view, 1};
    EXPECT_EQ(found("security_definer_view").only().fix(), "ALTER VIEW public.v SET (security_invoker = true);");
}

}  // namespace
}  // namespace pgops::test
