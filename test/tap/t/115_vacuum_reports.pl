# The reports about VACUUM disturb nobody: they write nothing, wait for no lock, need no more than pg_monitor, and leave themselves out.
use strict;
use warnings;
use PgopsNode;
use VacuumLab;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = new_node('reports', init => { extra => ['--data-checksums'] },
    conf => "autovacuum = off\nlog_temp_files = 0\nbgwriter_delay = 10s\ncheckpoint_timeout = 1h\npgops.min_relation_size = 0\nsession_preload_libraries = 'pgops_ext'\n");
$node->safe_psql('postgres', 'CREATE ROLE monitor LOGIN IN ROLE pg_monitor; CREATE ROLE nobody LOGIN; CREATE TABLE notes (i int)');
make_tables($node, 'postgres');
$node->safe_psql('postgres', q{BEGIN; INSERT INTO notes VALUES (1); PREPARE TRANSACTION 'holds'});
# Somebody must have come after it.
$node->safe_psql('postgres', 'INSERT INTO notes VALUES (2)');
my @reports = ('SELECT count(*) > 0 FROM pgops.vacuum_blockers WHERE freed_rows_with_heirs IS NOT NULL',
    q{SELECT sum(freed_rows) FROM pgops.vacuum_what_if('prepared:holds') WHERE relation::oid >= 16384},
    'SELECT count(*) > 0 FROM pgops.vacuum_forecast', 'SELECT count(*) > 0 FROM pgops.wraparound', q{SELECT count(*) > 0 FROM pgops.run_checks(ARRAY['vacuum'])});
my $session = $node->background_psql('postgres');
sub report { return join ' ', map { $session->query_safe($_) } @reports }

# The rows are new to everybody: whoever asked the server's own routines about them would leave hint bits, which are WAL with checksums.
report() for 1 .. 2;
$node->safe_psql('postgres', q{CREATE TABLE unseen (id int PRIMARY KEY, payload text) WITH (autovacuum_enabled = false);
    SET work_mem = '64MB'; INSERT INTO unseen SELECT n, repeat('x', 100) FROM generate_series(1, 50000) n; DELETE FROM unseen WHERE id % 4 = 0});
kill_rows($node, 'postgres');
sub files_of {
    $node->safe_psql('postgres', 'CHECKPOINT');
    return $node->safe_psql('postgres', q{SELECT string_agg(md5(pg_read_binary_file(pg_relation_filepath(oid::regclass))), ' ' ORDER BY oid)
                                          FROM pg_class WHERE relname IN ('t', 'u', 'unseen', 't_pkey', 'unseen_pkey', 'notes')});
}
my $files = files_of();
my $state = q{SELECT pg_current_wal_insert_lsn(), pg_snapshot_xmax(pg_current_snapshot()), (SELECT next_multixact_id FROM pg_control_checkpoint())};
report();
my ($before, $after);
# A running server writes now and then: of several attempts one must be quiet.
for my $attempt (1 .. 5) {
    $before = $session->query_safe($state);
    report();
    $after = $session->query_safe($state);
    last if $before eq $after;
}
is($after, $before, 'a run leaves WAL position, next transaction id and next multixact as they were');
is(report(), 't 13500 t t t', 'it has counted the rows of all tables');
is(files_of(), $files, 'not a byte of the tables has changed');
is($node->safe_psql('postgres', 'SELECT temp_files FROM pg_stat_database WHERE datname = current_database()'), '0', 'no temporary file was made');
$node->safe_psql('postgres', 'SELECT count(*) FROM unseen');
isnt(files_of(), $files, 'where a query over them changes them');
$session->query_safe('BEGIN READ ONLY');
report();
is($session->query_safe('SELECT pg_current_xact_id_if_assigned() IS NULL'), 't', 'no transaction id is assigned, and a read-only transaction will do');
$session->query_safe('COMMIT');

# Who reports is no blocker, whatever he holds; who else does is one.
$session->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ; INSERT INTO notes VALUES (1)');
my $own = backend_pid($session);
is($session->query_safe("SELECT count(*) FROM pgops.vacuum_blockers WHERE pid = $own"), '0', 'the own transaction is left out');
is($node->safe_psql('postgres', "SELECT kind, root_blocker_id FROM pgops.vacuum_blockers WHERE pid = $own"), 'idle_in_transaction|prepared:holds', 'others see it');

# pg_monitor sees what a superuser sees, nobody else anything.
sub as { my ($role) = @_; return (extra_params => ['-U', $role]) }
my %same = (
    vacuum_blockers => q{SELECT to_jsonb(b) FROM pgops.vacuum_blockers b ORDER BY blocker_id COLLATE "C"},
    vacuum_what_if  => qq{SELECT * FROM pgops.vacuum_what_if('prepared:holds', 'pid:$own') ORDER BY relation},
    vacuum_forecast => q{SELECT relation, dead_rows, vacuum_threshold, rows_until_autovacuum, reason FROM pgops.vacuum_forecast ORDER BY relation},
    wraparound      => q{SELECT database_name, xid_age, xids_left FROM pgops.wraparound},
    'the checks'    => q{SELECT finding_key, finding, fix_sql FROM pgops.run_checks(ARRAY['vacuum']) ORDER BY finding_key COLLATE "C"},
);
for my $report (sort keys %same) {
    my $of_superuser = $node->safe_psql('postgres', $same{$report});
    isnt($of_superuser, '', "$report: something is there");
    is($node->safe_psql('postgres', $same{$report}, as('monitor')), $of_superuser, "$report: the same for pg_monitor");
    is(sqlstate($node, 'postgres', $same{$report}, as('nobody')), '42501', "$report: nothing for others");
}
$session->query_safe('ROLLBACK');

# A table that somebody holds: nobody waits, its rows are not known, those of the others are.
my $holder = $node->background_psql('postgres');
my $holding = backend_pid($holder);
for my $lock ('LOCK TABLE unseen IN ACCESS EXCLUSIVE MODE', 'ALTER TABLE unseen ADD COLUMN more int') {
    $holder->query_safe("BEGIN; $lock");
    $session->query_safe(q{SET lock_timeout = '20s'});
    my $begun = time;
    $session->query_safe($_) for @reports;
    cmp_ok(time - $begun, '<', 5, "$lock: at once");
    my $found = blockers($node, 'postgres');
    is($found->{"lock:$holding:public.unseen"}{evidence}{mode}, 'AccessExclusiveLock', "$lock: its holder is named") or note explain $found;
    like($found->{"lock:$holding:public.unseen"}{remedy}, qr/pg_terminate_backend/, "$lock: with a remedy");
    is($node->safe_psql('postgres', q{SELECT freed_rows FROM pgops.vacuum_what_if('prepared:holds') WHERE relation = 't'::regclass}), '700', "$lock: other tables are read");
    like($node->safe_psql('postgres', q{SELECT exact, reason FROM pgops.vacuum_what_if('prepared:holds') WHERE relation = 'unseen'::regclass}), qr/^f\|.*$holding/, "$lock: the table is not, and why");
    $holder->query_safe('ROLLBACK');
}

end_session($_) for $session, $holder;
done_testing();
