# ALTER EXTENSION UPDATE from the first script to the present one: what is there afterwards is what a new installation has, and nothing
# that people had is lost. The library is always the new one: it serves the old script until the update.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Utils;
use Test::More;

chomp(my $share = `pg_config --sharedir`);
my $folder = "$ENV{STAGE}$share/extension";
my ($version) = slurp_file("$folder/pgops_ext.control") =~ /default_version = '([^']+)'/ or die 'no version';

system('cp', 'upgrade/pgops_ext--0.0.1.sql', "$folder/") == 0 or die 'cannot copy the first script';
my $update = "$folder/pgops_ext--0.0.1--$version.sql";
is(system("perl upgrade/make_update upgrade/pgops_ext--0.0.1.sql $folder/pgops_ext--$version.sql >$update"), 0, 'the update script is made');

my $node = new_node('upgrade', without_extension => 1);
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION pgops_ext VERSION '0.0.1';
CREATE TABLE prices (a money);
CREATE VIEW mine AS SELECT * FROM pgops.table_bloat;
CREATE ROLE reader;
GRANT USAGE ON SCHEMA pgops TO reader;
GRANT SELECT ON pgops.table_bloat TO reader;
SQL
is($node->safe_psql('postgres', "SELECT string_agg(check_id, ', ' ORDER BY check_id) FROM pgops.findings WHERE object ~ '^public.prices'"), 'money, no_pk', 'the new library serves the old script');
is($node->safe_psql('postgres', 'ALTER EXTENSION pgops_ext UPDATE; SELECT extversion FROM pg_extension WHERE extname = \'pgops_ext\''), $version, 'updated');
is($node->safe_psql('postgres', "SELECT has_table_privilege('reader', 'pgops.table_bloat', 'SELECT'), (SELECT count(*) >= 0 FROM mine)"), 't|t', 'a grant and a view of a user stay');
is($node->safe_psql('postgres', "SELECT pgops.take_snapshot() IS NOT NULL; SELECT count(*) > 0 FROM pgops.metrics"), "t\nt", 'what is new works');

# Object by object, with rights and comments.
$node->safe_psql('postgres', 'REVOKE ALL ON pgops.table_bloat FROM reader; REVOKE ALL ON SCHEMA pgops FROM reader; CREATE DATABASE fresh');
$node->safe_psql('fresh', 'CREATE EXTENSION pgops_ext');
my $all = <<'SQL';
SELECT pg_describe_object(classid, objid, 0), coalesce(p.proacl::text, c.relacl::text), pg_get_functiondef(p.oid), CASE WHEN c.relkind = 'v' THEN pg_get_viewdef(c.oid) END,
       obj_description(objid, classid::regclass::text),
       (SELECT string_agg(attname || ' ' || format_type(atttypid, atttypmod) || ' ' || attnotnull || ' ' || coalesce(col_description(c.oid, attnum), ''), ', ' ORDER BY attnum)
        FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0)
FROM pg_depend d JOIN pg_extension e ON e.oid = refobjid AND refclassid = 'pg_extension'::regclass AND extname = 'pgops_ext'
LEFT JOIN pg_proc p ON classid = 'pg_proc'::regclass AND p.oid = objid LEFT JOIN pg_class c ON classid = 'pg_class'::regclass AND c.oid = objid
WHERE deptype = 'e' ORDER BY 1
SQL
is($node->safe_psql('postgres', $all), $node->safe_psql('fresh', $all), 'the same objects as in a new installation, with the same rights and comments');
my $dumped = 'SELECT string_agg(c.oid::regclass::text, \', \' ORDER BY c.relname) FROM pg_extension, pg_class c WHERE extname = \'pgops_ext\' AND c.oid = ANY (extconfig)';
is($node->safe_psql('postgres', $dumped), $node->safe_psql('fresh', $dumped), 'and the same tables in dumps');

done_testing();
