// Who may come in and what they may do. All of it as the caller sees it.
#include "pg/memory.hpp"
#include "pg/query.hpp"
#include "pg/read_server.hpp"

namespace pgops {

namespace {

struct Lists {
    explicit Lists(Memory* memory)
        : rules(memory), powerful(memory), plaintext(memory), owners(memory), schemas(memory), functions(memory), guarded(memory), views(memory), md5(memory) {}
    Vector<HostRule> rules;
    Vector<PowerfulRole> powerful;
    Vector<PlaintextSession> plaintext;
    Vector<OwnedTables> owners;
    Vector<OpenSchema> schemas;
    Vector<DefinerFunction> functions;
    Vector<GuardedTable> guarded;
    Vector<BypassingView> views;
    Vector<std::string_view> md5;
};

#define NOT_OF_THE_SYSTEM "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' "
#define NOT_OF_AN_EXTENSION(catalog, id) \
    "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '" catalog "'::regclass AND d.objid = " id " AND d.deptype = 'e') "

void read_rules(Memory* memory, Vector<HostRule>& rules) {
    // The view has the order of the file, which is the order in which the server tries the rules.
    query(memory,
          "SELECT line_number::bigint, type, array_to_string(database, ','), array_to_string(user_name, ','), address, netmask, auth_method "
          "FROM pg_hba_file_rules WHERE error IS NULL",
          [&](const QueryRow& row) {
              rules.push_back({.line = row.bigint(1),
                               .type = row.text(2),
                               .databases = row.text(3),
                               .users = row.text(4),
                               .address = row.text(5),
                               .netmask = row.text(6),
                               .method = row.text(7)});
          });
}

void read_roles_and_sessions(Memory* memory, Lists& lists) {
    query(memory,
          "SELECT r.oid, min(p.rolname)::text FROM pg_roles p JOIN pg_roles r ON r.rolcanlogin AND NOT r.rolsuper AND pg_has_role(r.oid, p.oid, 'MEMBER') "
          "WHERE p.rolname IN ('pg_execute_server_program', 'pg_write_server_files', 'pg_read_server_files') GROUP BY 1 ORDER BY 1",
          [&](const QueryRow& row) {
              lists.powerful.push_back({row.id(1), row.text(2)});
          });
    query(memory,
          "SELECT pid FROM pg_stat_get_activity(NULL) WHERE client_addr IS NOT NULL AND NOT coalesce(ssl, false) AND NOT coalesce(gss_enc, false) ORDER BY 1",
          [&](const QueryRow& row) { lists.plaintext.push_back({row.integer(1)}); });
    query(memory,
          "SELECT c.relowner, count(*), min(n.nspname || '.' || c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
          "WHERE c.relkind IN ('r', 'p', 'm') AND " NOT_OF_THE_SYSTEM "GROUP BY 1 ORDER BY 1",
          [&](const QueryRow& row) {
              lists.owners.push_back({row.id(1), row.bigint(2), row.text(3)});
          });
    query(memory,
          "SELECT n.oid, n.nspname, quote_ident(n.nspname) FROM pg_namespace n WHERE " NOT_OF_THE_SYSTEM
          "AND EXISTS (SELECT FROM aclexplode(n.nspacl) a WHERE a.grantee = 0 AND a.privilege_type = 'CREATE') ORDER BY 2",
          [&](const QueryRow& row) {
              lists.schemas.push_back({row.id(1), row.text(2), row.text(3)});
          });
}

// Functions whose body was taken apart at their creation (BEGIN ATOMIC) look no name up later; those in C look up what they like.
void read_functions(Memory* memory, Vector<DefinerFunction>& functions) {
    query(
        memory,
        "SELECT p.oid, p.oid::regprocedure::text, CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, quote_ident(n.nspname), r.rolname, l.lanname, "
        "r.rolsuper, p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE') "
        "FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner JOIN pg_language l ON l.oid = p.prolang "
        "WHERE p.prosecdef AND p.prosqlbody IS NULL AND l.lanname NOT IN ('c', 'internal') AND " NOT_OF_THE_SYSTEM
        "AND NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c ~ '^search_path=') " NOT_OF_AN_EXTENSION("pg_proc", "p.oid") "ORDER BY 2",
        [&](const QueryRow& row) {
            functions.push_back({.id = row.id(1),
                                 .quoted = row.text(2),
                                 .signature = row.text(2),
                                 .kind = row.text(3),
                                 .schema = row.text(4),
                                 .owner = row.text(5),
                                 .language = row.text(6),
                                 .owner_is_superuser = row.boolean(7),
                                 .public_may_execute = row.boolean(8)});
        });
}

void read_row_security(Memory* memory, Lists& lists) {
    query(memory,
          "SELECT c.oid, c.relowner, quote_ident(n.nspname) || '.' || quote_ident(c.relname), n.nspname || '.' || c.relname, "
          "(SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid), c.relrowsecurity, c.relforcerowsecurity, "
          "EXISTS (SELECT FROM aclexplode(c.relacl) a WHERE a.grantee <> c.relowner) "
          "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND " NOT_OF_THE_SYSTEM
          "AND (c.relrowsecurity OR c.oid IN (SELECT p.polrelid FROM pg_policy p)) " NOT_OF_AN_EXTENSION("pg_class", "c.oid") "ORDER BY 3",
          [&](const QueryRow& row) {
              lists.guarded.push_back({.id = row.id(1),
                                       .owner = row.id(2),
                                       .quoted = row.text(3),
                                       .qualified = row.text(4),
                                       .policies = row.bigint(5),
                                       .enabled = row.boolean(6),
                                       .forced = row.boolean(7),
                                       .granted_to_others = row.boolean(8)});
          });
    // A view reads its tables as its owner, whom row security may not bind; with security_invoker it reads as the caller.
    query(
        memory,
        "SELECT v.oid, quote_ident(n.nspname) || '.' || quote_ident(v.relname), o.rolname, min(tn.nspname || '.' || t.relname) "
        "FROM pg_class v JOIN pg_namespace n ON n.oid = v.relnamespace JOIN pg_roles o ON o.oid = v.relowner JOIN pg_rewrite w ON w.ev_class = v.oid "
        "JOIN pg_depend u ON u.classid = 'pg_rewrite'::regclass AND u.objid = w.oid AND u.refclassid = 'pg_class'::regclass AND u.refobjid <> v.oid "
        "JOIN pg_class t ON t.oid = u.refobjid AND t.relrowsecurity JOIN pg_namespace tn ON tn.oid = t.relnamespace "
        "WHERE v.relkind = 'v' AND " NOT_OF_THE_SYSTEM
        "AND (o.rolsuper OR o.rolbypassrls OR (NOT t.relforcerowsecurity AND pg_has_role(v.relowner, t.relowner, 'USAGE'))) "
        "AND NOT EXISTS (SELECT FROM pg_options_to_table(v.reloptions) x WHERE x.option_name = 'security_invoker' AND x.option_value::boolean) "
        "AND EXISTS (SELECT FROM aclexplode(v.relacl) a WHERE a.grantee <> v.relowner) " NOT_OF_AN_EXTENSION("pg_class", "v.oid") "GROUP BY 1, 2, 3 ORDER BY 2",
        [&](const QueryRow& row) {
            lists.views.push_back({row.id(1), row.text(2), row.text(3), row.text(4)});
        });
}

}  // namespace

void read_access(Memory* memory, Access& access) {
    auto& lists = make_in<Lists>(memory, memory);
    guarded(memory, [&] {
        read_roles_and_sessions(memory, lists);
        read_functions(memory, lists.functions);
        read_row_security(memory, lists);
    });
    access.rules_unreadable = reason_unread(memory, [&] { read_rules(memory, lists.rules); });
    access.passwords_unreadable = reason_unread(memory, [&] {
        query(memory, "SELECT rolname FROM pg_authid WHERE rolcanlogin AND rolpassword ~ '^md5' ORDER BY 1",
              [&](const QueryRow& row) { lists.md5.push_back(row.text(1)); });
    });
    access.rules = span_of(lists.rules);
    access.powerful = span_of(lists.powerful);
    access.plaintext = span_of(lists.plaintext);
    access.owners = span_of(lists.owners);
    access.open_schemas = span_of(lists.schemas);
    access.definer_functions = span_of(lists.functions);
    access.guarded_tables = span_of(lists.guarded);
    access.bypassing_views = span_of(lists.views);
    access.md5_roles = span_of(lists.md5);
}

}  // namespace pgops
