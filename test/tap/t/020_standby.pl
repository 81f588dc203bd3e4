# A hot standby gives the advice of its primary, waits for nothing that the primary does, and goes on after its promotion.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Cluster;
use Test::More;

my $primary = new_node('primary', init => { allows_streaming => 1 }, conf => "autovacuum = on\n");
$primary->safe_psql('postgres', <<'SQL');
CREATE TABLE plain (id serial PRIMARY KEY, m money, t timestamp, parent int REFERENCES plain, c char(2), j json);
CREATE INDEX plain_m ON plain (m);
CREATE INDEX plain_m_again ON plain (m);
INSERT INTO plain (m) SELECT n FROM generate_series(1, 1000) n;
CREATE TABLE keyless (a int);
CREATE UNLOGGED TABLE forgets (id serial PRIMARY KEY);
INSERT INTO forgets DEFAULT VALUES;
CREATE UNLOGGED SEQUENCE forgotten MAXVALUE 10;
SELECT setval('forgotten', 10);
CREATE SEQUENCE short MAXVALUE 10;
SELECT setval('short', 10);
CREATE TABLE emptied (id int, payload text);
INSERT INTO emptied SELECT n, repeat('x', 100) FROM generate_series(1, 60000) n;
DELETE FROM emptied WHERE id % 3 > 0;
VACUUM emptied;
CREATE TABLE dead (id int PRIMARY KEY, payload text) WITH (autovacuum_enabled = false);
INSERT INTO dead SELECT n, repeat('x', 100) FROM generate_series(1, 60000) n;
DELETE FROM dead WHERE id % 5 > 0;
ANALYZE;
SQL
$primary->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;
$primary->wait_for_catchup($standby);

# Sessions, counters and slots are each server's own.
my $advice = q{SELECT check_id, severity, object, fix_sql, undo_sql, finding_key FROM pgops.run_checks(ARRAY['index', 'schema', 'durability', 'autovacuum_off'])
               WHERE finding_key NOT LIKE '%forgotten' ORDER BY finding_key};
my $of_primary = $primary->safe_psql('postgres', $advice);
cmp_ok(scalar(split /\n/, $of_primary), '>', 8, 'there is something to compare');
is($standby->safe_psql('postgres', $advice), $of_primary, 'a standby gives the advice of its primary');
is($standby->safe_psql('postgres', q{SELECT check_id, reason FROM pgops.check_status WHERE status = 'failed'}), '', 'no check fails there');
is($primary->safe_psql('postgres', q{SELECT count(*) FROM pgops.findings WHERE finding_key LIKE '%forgotten'}), '1', 'the primary reads its unlogged sequence');
is($standby->safe_psql('postgres', q{SELECT count(*) FROM pgops.findings WHERE finding_key LIKE '%forgotten'}), '0', 'the standby, which has no such file, does not');

# Its commands belong on the primary, and it says so; a setting is each server's own.
my $locks = q{SELECT count(*) > 5, bool_and((fix_lock LIKE '%%, on the primary') = %s) FROM pgops.run_checks(ARRAY['index', 'schema']) WHERE fix_sql IS NOT NULL};
is($standby->safe_psql('postgres', sprintf $locks, 'true'), 't|t', 'fix_lock on a standby names the primary');
is($primary->safe_psql('postgres', sprintf $locks, 'false'), 't|t', 'and on the primary it does not');
my $explain = q{SELECT pgops.explain('money:public.plain.m') LIKE '%Fix, to be run on the primary%'};
is($standby->safe_psql('postgres', $explain), 't', 'so does explain');
is($primary->safe_psql('postgres', $explain), 'f', 'there it need not');
is(sqlstate($standby, 'postgres', q{SELECT fix_sql FROM pgops.run_checks(ARRAY['money']) \gexec}), '25006', 'the command does not run here');

# What pages say is the same as well, and unlogged relations have none there.
my $bloat = q{SELECT relation, size_bytes, bloat_bytes, bloat_percent_low, bloat_percent_high, held_back_bytes, method, pages_read, trust
              FROM pgops.table_bloat WHERE relation::text IN ('emptied', 'dead', 'plain') ORDER BY 1};
my $figures = $primary->safe_psql('postgres', $bloat);
like($figures, qr/^emptied\|.*\|sampled\|.*\|ok$/m, 'a sample was read');
like($figures, qr/^dead\|.*\|ok$/m, 'of rows that nobody vacuumed, too');
is($standby->safe_psql('postgres', $bloat), $figures, 'a standby measures what its primary measures');
is($standby->safe_psql('postgres', q{SELECT bloat_percent IS NULL, trust FROM pgops.relation_bloat('forgets')}), 't|unlogged relations have no data on a standby', 'an unlogged table says why it has no figure there');

# Replay holds the primary's ACCESS EXCLUSIVE locks.
my $changer = $primary->background_psql('postgres');
$changer->query_safe('BEGIN');
$changer->query_safe('LOCK TABLE plain IN ACCESS EXCLUSIVE MODE');
$changer->query_safe('CREATE TABLE replayed ()');
$primary->safe_psql('postgres', 'SELECT pg_switch_wal()');
$standby->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_locks WHERE relation = 'plain'::regclass AND mode = 'AccessExclusiveLock'}) or die 'the lock is not replayed';
is(sqlstate($standby, 'postgres', 'SET lock_timeout = 100; SET statement_timeout = 10000; SELECT * FROM pgops.findings'), '00000', 'a replayed lock is not waited for');
is($standby->safe_psql('postgres', q{SET lock_timeout = 100; SELECT check_id, reason FROM pgops.check_status WHERE status = 'failed'}), '', 'and no check fails by it');
$changer->query_safe('ROLLBACK');
$changer->quit;

# What the primary dropped is gone there too, while reports go on.
$primary->safe_psql('postgres', 'DROP TABLE keyless');
$primary->wait_for_catchup($standby);
is($standby->safe_psql('postgres', $advice), $primary->safe_psql('postgres', $advice), 'the same advice after a change');

my $reader = $standby->background_psql('postgres');
my $before = $reader->query_safe($advice);
$standby->promote;
is($reader->query_safe($advice), $before, 'a session keeps its advice over the promotion');
is($reader->query_safe(q{SELECT check_id, reason FROM pgops.check_status WHERE status = 'failed'}), '', 'and no check fails');
$standby->safe_psql('postgres', 'CREATE TABLE after_promotion (m money)');
is($standby->safe_psql('postgres', q{SELECT object FROM pgops.findings WHERE check_id = 'money' AND object LIKE '%after%'}), 'public.after_promotion.m', 'what is new is found');
$reader->quit;

done_testing();
