# Values from the statistics are shown to those who may read them, and to nobody else; findings and counts are the same for all.
use strict;
use warnings;
use PgopsNode;
use Test::More;

my $node = new_node('value_privileges');
$node->safe_psql('postgres', <<'SQL');
CREATE ROLE monitor LOGIN IN ROLE pg_monitor;
CREATE ROLE reader LOGIN IN ROLE pg_monitor;
CREATE ROLE columns_only LOGIN IN ROLE pg_monitor;
CREATE ROLE owner LOGIN IN ROLE pg_monitor;
CREATE SCHEMA hidden AUTHORIZATION owner;
CREATE TABLE hidden.people (id int PRIMARY KEY, birth_year text NOT NULL, age int NOT NULL, ended date NOT NULL, fact text NOT NULL);
INSERT INTO hidden.people SELECT n, 1950 + n % 60, CASE WHEN n % 10 = 0 THEN 98765 ELSE 5 END, '2024-01-01', CASE n % 2 WHEN 0 THEN n::text ELSE '{"secret": 42}' END FROM generate_series(1, 1000) n;
UPDATE hidden.people SET age = CASE WHEN n % 10 = 0 THEN 99999 ELSE n % 80 END FROM generate_series(1, 1000) n WHERE id = n;
ALTER TABLE hidden.people OWNER TO owner;
GRANT USAGE ON SCHEMA hidden TO reader, columns_only;
GRANT SELECT ON hidden.people TO reader;
GRANT SELECT (birth_year) ON hidden.people TO columns_only;
ANALYZE hidden.people;
SQL

my $checks = q{ARRAY['stringly_typed', 'mixed_type_string', 'sentinel_value']};
my $all = "SELECT check_id, object, finding, severity, why, evidence - 'examples' - 'migration' FROM pgops.run_checks($checks) WHERE object LIKE 'hidden.%' ORDER BY 1, 2";
my $shown = "SELECT string_agg(evidence->>'columns', ' ' ORDER BY check_id) FROM pgops.run_checks($checks) WHERE object LIKE 'hidden.%' AND evidence ?| '{examples,migration}'";
my $everything = q{['sentinel_value', 'mixed_type_string', 'stringly_typed']};

sub as { my ($role) = @_; return (extra_params => ['-U', $role]) }
sub whole_report { my ($role) = @_; return $node->safe_psql('postgres', "SELECT f FROM pgops.findings f; SELECT pgops.explain(finding_key) FROM pgops.findings WHERE object LIKE 'hidden.%'", as($role)) }

my $of_superuser = $node->safe_psql('postgres', $all);
is(scalar(split /\n/, $of_superuser), 3, 'there is something to compare');
is($node->safe_psql('postgres', $shown), '["fact"] ["age"] ["birth_year"]', 'a superuser sees values');
my $secret = qr/1950|99999|"secret|42\}/;
like(whole_report('postgres'), $secret, 'and they stand in the report');

for my $role ('monitor', 'reader', 'columns_only', 'owner') {
    is($node->safe_psql('postgres', $all, as($role)), $of_superuser, "$role has the same findings, counts and classes");
}
is($node->safe_psql('postgres', $shown, as('monitor')), '', 'pg_monitor alone sees no value');
unlike(whole_report('monitor'), $secret, 'nor anywhere in the report');
is($node->safe_psql('postgres', $shown, as('reader')), '["fact"] ["age"] ["birth_year"]', 'SELECT on the table opens all');
is($node->safe_psql('postgres', $shown, as('columns_only')), '["birth_year"]', 'SELECT on a column opens that column');

# Row security: what a role may see is not all that the statistics know.
$node->safe_psql('postgres', 'ALTER TABLE hidden.people ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON hidden.people USING (id < 3)');
is($node->safe_psql('postgres', $shown, as('reader')), '', 'row security closes it for a reader');
unlike(whole_report('reader'), $secret, 'everywhere in the report');
is($node->safe_psql('postgres', $shown, as('columns_only')), '', 'and for the reader of a column');
is($node->safe_psql('postgres', $shown, as('owner')), '["fact"] ["age"] ["birth_year"]', 'but not for the owner');
is($node->safe_psql('postgres', $shown), '["fact"] ["age"] ["birth_year"]', 'nor for a superuser');
$node->safe_psql('postgres', 'ALTER TABLE hidden.people FORCE ROW LEVEL SECURITY');
is($node->safe_psql('postgres', $shown, as('owner')), '', 'unless it is forced on the owner');
is($node->safe_psql('postgres', $all, as('reader')), $of_superuser, 'the findings stay');

# A type of somebody's own: its output function is not run.
$node->safe_psql('postgres', <<'SQL', as('owner'));
SET search_path = hidden;
CREATE FUNCTION hidden.spring(anyelement) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'sprung as %', current_user; RETURN true; END $$;
CREATE DOMAIN hidden.guarded AS text CHECK (hidden.spring(VALUE));
CREATE TYPE hidden.pair AS (a hidden.guarded, b int);
SQL
$node->safe_psql('postgres', q{SET client_min_messages = error; CREATE TABLE hidden.trap (g hidden.guarded, p hidden.pair, a hidden.guarded[]); INSERT INTO hidden.trap SELECT n::text, ROW(n::text, n)::hidden.pair, ARRAY[n::text] FROM generate_series(1, 500) n; ANALYZE hidden.trap});
my ($status, $out, $error) = $node->psql('postgres', 'SELECT count(*) FROM pgops.findings; SELECT count(*) FROM pgops.check_status');
is($status, 0, 'the run over such types succeeds');
unlike($error, qr/sprung/, 'and runs nobody\'s code');

done_testing();
