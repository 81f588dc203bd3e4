# Who may see what: PUBLIC nothing, pg_monitor everything that a superuser sees, and no right opens more than it says.
use strict;
use warnings;
use PgopsNode;
use Test::More;

my $node = new_node('privileges');
$node->safe_psql('postgres', <<'SQL');
CREATE ROLE nobody LOGIN;
CREATE ROLE monitor LOGIN IN ROLE pg_monitor;
CREATE ROLE caller LOGIN;
GRANT USAGE ON SCHEMA pgops TO caller;
GRANT EXECUTE ON FUNCTION pgops.run_checks TO caller;
CREATE ROLE owner LOGIN;
CREATE SCHEMA hidden;
SET SESSION AUTHORIZATION owner;
RESET SESSION AUTHORIZATION;
CREATE TABLE hidden.secrets (id serial PRIMARY KEY, secret money, at timestamp, parent int REFERENCES hidden.secrets, c char(3), j json);
CREATE INDEX secrets_a ON hidden.secrets (secret);
CREATE INDEX secrets_b ON hidden.secrets (secret);
CREATE TABLE hidden.keyless (a int);
INSERT INTO hidden.secrets (secret) SELECT n FROM generate_series(1, 20000) n;
CREATE SEQUENCE hidden.short MAXVALUE 10;
SELECT setval('hidden.short', 10);
CREATE UNLOGGED TABLE hidden.forgets (a int PRIMARY KEY);
ALTER TABLE hidden.secrets ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
SQL

sub as { my ($role) = @_; return (extra_params => ['-U', $role]) }

for my $statement ('SELECT * FROM pgops.findings', 'SELECT * FROM pgops.advice', 'SELECT * FROM pgops.checks', 'SELECT * FROM pgops.check_status',
    'SELECT * FROM pgops.summary', 'SELECT * FROM pgops.table_bloat', 'SELECT * FROM pgops.index_bloat', "SELECT * FROM pgops.relation_bloat('pg_class')", 'SELECT * FROM pgops.run_checks()', "SELECT pgops.explain('money:x')", "SELECT pgops.shortened('x', 4)") {
    is(sqlstate($node, 'postgres', $statement, as('nobody')), '42501', "a role without rights: $statement");
    is(sqlstate($node, 'postgres', $statement, as('monitor')), '00000', "pg_monitor: $statement");
}

# Sessions come and go, so what depends on them is left out; and what superusers alone may read.
my $closed = q{('configuration_file_error', 'trust_authentication', 'md5_authentication', 'open_network', 'password_md5')};
my $stable = qq{SELECT f FROM pgops.findings f WHERE area <> 'activity' AND check_id NOT IN ('vacuum_blocker', 'superuser_application', 'statement_timeouts') AND check_id NOT IN $closed ORDER BY finding_key};
my $of_superuser = $node->safe_psql('postgres', $stable);
my $of_monitor = $node->safe_psql('postgres', $stable, as('monitor'));
cmp_ok(scalar(split /\n/, $of_superuser), '>', 8, 'there is something to compare');
is($of_monitor, $of_superuser, 'pg_monitor sees the findings of a superuser, row by row');
my $status = qq{SELECT check_id, status, findings, reason FROM pgops.check_status WHERE area <> 'activity' AND check_id NOT IN $closed ORDER BY 1};
is($node->safe_psql('postgres', $status, as('monitor')), $node->safe_psql('postgres', $status), 'and the same status of the checks');
is($node->safe_psql('postgres', qq{SELECT count(*) FROM pgops.check_status WHERE check_id IN $closed AND status = 'skipped' AND reason ~ 'GRANT SELECT|superusers'}, as('monitor')),
    '5', 'or they are skipped, with the missing right named');
is($node->safe_psql('postgres', 'SELECT count(*) FROM pgops.check_status WHERE status = $$failed$$', as('monitor')), '0', 'no check fails for want of rights');
# What is measured on pages is the same, too: the pages of a table are read without a right to its rows.
$node->safe_psql('postgres', 'DELETE FROM hidden.secrets WHERE id % 4 > 0; CREATE TABLE hidden.wide AS SELECT n, repeat(md5(n::text), 10) FROM generate_series(1, 20000) n; DELETE FROM hidden.wide WHERE n % 3 > 0');
my $bloat = q{SELECT relation::oid, kind, size_bytes, bloat_bytes, bloat_percent_low, bloat_percent_high, held_back_bytes, method, pages_read, trust FROM %s WHERE relation >= 16384 ORDER BY 1};
for my $view ('pgops.table_bloat', 'pgops.index_bloat') {
    my $figures = $node->safe_psql('postgres', sprintf $bloat, $view);
    like($figures, qr{\|(ok|there is no way)}, "$view has something to compare");
    is($node->safe_psql('postgres', sprintf($bloat, $view), as('monitor')), $figures, "$view has the same for pg_monitor");
}
is(sqlstate($node, 'postgres', 'SELECT * FROM hidden.secrets', as('monitor')), '42501', 'while the tables themselves stay closed');

is(sqlstate($node, 'postgres', 'SELECT * FROM pgops.run_checks()', as('caller')), '00000', 'EXECUTE alone: the function');
is(sqlstate($node, 'postgres', 'SELECT * FROM pgops.findings', as('caller')), '42501', 'EXECUTE alone: not the view');
my $catalogs = q{SELECT count(*) FROM pgops.run_checks(ARRAY['bloat', 'index', 'schema', 'vacuum'])};
is($node->safe_psql('postgres', $catalogs, as('caller')), $node->safe_psql('postgres', $catalogs), 'EXECUTE alone: all findings about the catalogs');

# Installing is for superusers; owning the database is not enough.
$node->safe_psql('postgres', 'CREATE DATABASE owned OWNER owner');
like(fails($node, 'owned', 'CREATE EXTENSION pgops_ext', as('owner')), qr/permission denied to create extension/, 'the owner of a database cannot create it');
is(sqlstate($node, 'owned', 'CREATE EXTENSION pgops_ext'), '00000', 'a superuser can');
is(sqlstate($node, 'owned', 'DROP EXTENSION pgops_ext', as('owner')), '42501', 'the owner of a database cannot drop it');

# A superuser's report runs nobody's code: not in expressions, predicates, defaults or checks of what it reads about.
$node->safe_psql('owned', <<'SQL', as('owner'));
CREATE SCHEMA trap;
CREATE TABLE trap.log (message text);
CREATE FUNCTION trap.spring(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'sprung as %', current_user; RETURN $1; END $$;
CREATE TABLE trap.bait (a int, b int DEFAULT trap.spring(1), d money);
CREATE INDEX bait_1 ON trap.bait (trap.spring(a));
CREATE INDEX bait_2 ON trap.bait (trap.spring(a));
CREATE INDEX bait_3 ON trap.bait (b) WHERE trap.spring(a) > 0;
CREATE INDEX bait_4 ON trap.bait (b) WHERE trap.spring(a) > 0;
CREATE VIEW trap.looks AS SELECT trap.spring(a) FROM trap.bait;
CREATE FUNCTION trap.text(text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE WARNING 'sprung as %', current_user; RETURN $1; END $$;
CREATE FUNCTION trap.quote_ident(text) RETURNS text LANGUAGE sql AS 'SELECT trap.text($1)';
ALTER ROLE owner SET search_path = trap, public;
SQL
my ($status, $out, $error) = $node->psql('owned', 'SET search_path = trap, public, pg_catalog; SELECT count(*) FROM pgops.findings; SELECT count(*) FROM pgops.check_status');
is($status, 0, 'the run over the trap succeeds');
unlike($error, qr/sprung/, 'and springs none');

done_testing();
