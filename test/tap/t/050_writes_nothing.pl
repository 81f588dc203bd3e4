# A report writes nothing: no WAL, no transaction id, no temporary file. With checksums on, a hint bit would be WAL, too.
use strict;
use warnings;
use PgopsNode;
use Test::More;

my $node = new_node('quiet', init => { extra => ['--data-checksums'] }, conf => "autovacuum = off\nlog_temp_files = 0\nwal_level = replica\nbgwriter_delay = 10s\ncheckpoint_timeout = 1h\n");
$node->safe_psql('postgres', <<'SQL');
CREATE TABLE fresh (id serial PRIMARY KEY, m money, c char(3), t timestamp);
CREATE TABLE points (fresh_id int REFERENCES fresh);
CREATE INDEX fresh_a ON fresh (m);
CREATE INDEX fresh_b ON fresh (m);
INSERT INTO fresh (m) SELECT n FROM generate_series(1, 50000) n;
DELETE FROM fresh WHERE id % 3 <> 0;
CREATE SEQUENCE short MAXVALUE 10;
SELECT setval('short', 10);
SQL

my $session = $node->background_psql('postgres');
my $everything = q{SELECT (SELECT count(*) FROM pgops.findings) > 0 AND (SELECT count(*) FROM pgops.check_status) > 0 AND (SELECT count(*) FROM pgops.summary) > 0
                          AND (SELECT count(pgops.explain(finding_key)) FROM pgops.run_checks(ARRAY['duplicate_index', 'sequence_exhaustion'])) > 1};
my $state = q{SELECT pg_current_wal_insert_lsn(), pg_snapshot_xmax(pg_current_snapshot()), next_multixact_id FROM pg_control_checkpoint()};

# The server itself prunes catalog pages and sets hint bits in them at the first read; and a running server writes now and then,
# so that of several attempts one must be quiet.
$node->safe_psql('postgres', 'CHECKPOINT');
is($session->query_safe($everything), 't', 'the first run finds something');
my ($before, $after);
for my $attempt (1 .. 5) {
    $before = $session->query_safe($state);
    $session->query_safe($everything);
    $after = $session->query_safe($state);
    last if $before eq $after;
}
is($after, $before, 'the next one leaves WAL position and next transaction id as they were');

# Over many runs, too, which a single stray record could not hide.
# The server itself may log a few words; one page touched would be 8 kB. The question is asked once before, as it reads catalogs, too.
my $written = q{SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '%s')};
$before = $session->query_safe('SELECT pg_current_wal_insert_lsn()');
$session->query_safe(sprintf $written, $before);
$before = $session->query_safe('SELECT pg_current_wal_insert_lsn()');
$session->query_safe($everything) for 1 .. 20;
cmp_ok($session->query_safe(sprintf $written, $before), '<', 1000, '20 runs write no WAL');

$session->query_safe('BEGIN');
$session->query_safe($everything);
is($session->query_safe('SELECT pg_current_xact_id_if_assigned() IS NULL'), 't', 'a run assigns no transaction id');
is($node->safe_psql('postgres', 'SELECT count(*) FROM pg_locks WHERE mode = $$ExclusiveLock$$ AND locktype = $$transactionid$$'), '0', 'nor does a subtransaction of it');
$session->query_safe('COMMIT');
is($session->query_safe('BEGIN READ ONLY; ' . $everything . '; COMMIT'), 't', 'it runs in a read-only transaction');
# Rows that nobody has looked at since they were written: a routine that tells whether they are visible sets hint bits. The table is
# there already, and the same statements have read the catalogs, so that what is written now is of its pages.
my $bloat = q{SELECT count(*) > 0 FROM (SELECT * FROM pgops.table_bloat UNION ALL SELECT * FROM pgops.index_bloat) b};
$node->safe_psql('postgres', 'CREATE TABLE unseen (id int PRIMARY KEY, payload text) WITH (autovacuum_enabled = false)');
my @measuring = ($bloat, q{SELECT relation FROM pgops.relation_bloat('unseen', 1000000)}, q{SET pgops.min_relation_size = 0; SELECT count(*) FROM pgops.run_checks(ARRAY['bloat'])});
for (1 .. 2) { $session->query_safe($_) for @measuring }
$node->safe_psql('postgres', q{SET work_mem = '64MB'; INSERT INTO unseen SELECT n, repeat('x', 100) FROM generate_series(1, 200000) n; DELETE FROM unseen WHERE id % 3 = 0});
$node->safe_psql('postgres', 'CHECKPOINT');
$session->query_safe(q{SELECT relation FROM pgops.relation_bloat('fresh')});
$before = $session->query_safe('SELECT pg_current_wal_insert_lsn()');
$session->query_safe($_) for @measuring;
cmp_ok($session->query_safe(sprintf $written, $before), '<', 1000, 'measuring rows without hint bits writes no WAL');
$node->safe_psql('postgres', 'SELECT count(*) FROM unseen');
cmp_ok($session->query_safe(sprintf $written, $before), '>', 1000000, 'where a query over them does');
$session->quit;

is($node->safe_psql('postgres', 'SELECT temp_files FROM pg_stat_database WHERE datname = $$postgres$$'), '0', 'no temporary file');
is($node->log_contains(qr/temporary file/), '', 'none in the log either');
is($node->safe_psql('postgres', 'SELECT count(*) FROM pg_class WHERE relpersistence = $$t$$'), '0', 'no temporary table');

done_testing();
