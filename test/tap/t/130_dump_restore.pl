# The extension in a dump: it restores, findings keep their keys, and dropping it leaves nothing.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = new_node('dump');
$node->safe_psql('postgres', <<'SQL');
CREATE SCHEMA "odd ""schema";
CREATE TABLE "odd ""schema"."Table" (id serial PRIMARY KEY, "M" money, t timestamp, parent int REFERENCES "odd ""schema"."Table");
CREATE INDEX a ON "odd ""schema"."Table" ("M");
CREATE INDEX b ON "odd ""schema"."Table" ("M");
CREATE TABLE keyless (a int, "new
line" char(3));
CREATE VIEW mine AS SELECT * FROM pgops.advice;
GRANT SELECT ON pgops.checks TO PUBLIC;
SQL
my $keys = q{SELECT finding_key, priority, finding, fix_sql, undo_sql FROM pgops.run_checks(ARRAY['schema', 'duplicate_index', 'missing_fk_index']) ORDER BY 1};
my $before = $node->safe_psql('postgres', $keys);

for my $format ('plain', 'custom') {
    my $file = $node->basedir . "/$format.dump";
    $node->command_ok(['pg_dump', '-d', 'postgres', '--format', $format, '-f', $file], "$format: dumped");
    $node->safe_psql('postgres', "CREATE DATABASE restored_$format");
    $node->command_ok($format eq 'plain' ? ['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', "restored_$format", '-f', $file] : ['pg_restore', '-e', '-d', "restored_$format", $file], "$format: restored");
    is($node->safe_psql("restored_$format", $keys), $before, "$format: the same findings under the same keys");
    is($node->safe_psql("restored_$format", 'SELECT count(*) > 0 FROM mine'), 't', "$format: a view of a user on it works");
    unlike(slurp_file($file), qr/CREATE FUNCTION pgops/, 'the dump has the extension, not its parts') if $format eq 'plain';
}

# Dropping: refused while somebody depends on it, else complete; and it can come back, in the same session, too.
is(sqlstate($node, 'postgres', 'DROP EXTENSION pgops_ext'), '2BP01', 'a view that depends on it keeps it');
$node->safe_psql('postgres', 'DROP VIEW mine');
is($node->safe_psql('postgres', <<'SQL'), "0\n0\n0\nt", 'dropped, it leaves no schema, no object and no right, and can be created again');
SELECT count(*) > 0 FROM pgops.findings \g /dev/null
DROP EXTENSION pgops_ext;
SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'pgops%';
SELECT count(*) FROM pg_proc WHERE probin LIKE '%pgops%';
SELECT count(*) FROM pg_init_privs p WHERE NOT EXISTS (SELECT FROM pg_class WHERE oid = objoid) AND classoid = 'pg_class'::regclass;
CREATE EXTENSION pgops_ext;
SELECT count(*) > 0 FROM pgops.findings;
SQL
is(sqlstate($node, 'postgres', 'CREATE EXTENSION pgops_ext'), '42710', 'a second time is refused');
is(sqlstate($node, 'postgres', 'CREATE SCHEMA pgops; DROP EXTENSION IF EXISTS pgops_ext; CREATE EXTENSION pgops_ext'), '42P06', 'a schema that is in its way is not taken over');

done_testing();
