# The checks of area vacuum beside a real VACUUM: what autovacuum leaves, what starves it, what makes it fail or run in vain. Each printed
# command mends its finding, and what looks alike is not named.
use strict;
use warnings;
use PgopsNode;
use VacuumLab;
use PostgreSQL::Test::Cluster;
use Test::More;

my $node = new_node('vacuum_checks', conf => <<'CONF');
autovacuum_freeze_max_age = 100000
autovacuum_max_workers = 1
vacuum_failsafe_age = 0
pgops.min_relation_size = 0
session_preload_libraries = 'pgops_ext'
restart_after_crash = on
max_connections = 40
synchronous_commit = off
CONF
my %sessions;

# What the checks find now, with the objects' names alone.
sub found {
    my (@asked) = @_;
    my $names = join ', ', map { "'$_'" } @asked;
    return $node->safe_psql('postgres', "SELECT check_id, object FROM pgops.run_checks(ARRAY[$names]) ORDER BY check_id COLLATE \"C\", object COLLATE \"C\", finding");
}
sub finding {
    my ($check, $object, $what) = @_;
    return $node->safe_psql('postgres', "SELECT $what FROM pgops.run_checks(ARRAY['$check']) WHERE object = '$object'");
}
sub mend {
    my ($check, $object, $command) = @_;
    $command ||= finding($check, $object, 'fix_sql') or return fail("$check of $object: no command");
    return is(carry_out($node, 'postgres', $command), 'done', "$check of $object: the command runs as printed");
}
sub configure {
    my ($line) = @_;
    $node->append_conf('postgresql.conf', $line);
    $node->reload;
    return;
}
sub session { my ($name) = @_; return $sessions{$name} = $node->background_psql('postgres') }
sub wait_for { my ($query) = @_; $node->poll_query_until('postgres', $query) or die "in vain: $query"; return }

$node->safe_psql('postgres', <<'SQL');
CREATE PROCEDURE burn(xids int) LANGUAGE plpgsql AS $$BEGIN FOR i IN 1 .. xids LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END$$;
CREATE TABLE locked (id int);
CREATE TABLE visited (id int);
CREATE TABLE out_of_reach (id int) WITH (autovacuum_vacuum_threshold = 1000000);
CREATE TABLE in_reach (id int) WITH (autovacuum_vacuum_threshold = 6000);
CREATE TABLE grows (id int) WITH (autovacuum_vacuum_insert_threshold = -1);
CREATE TABLE grows_and_is_visited (id int);
CREATE TABLE documents (id int, body text);
ALTER TABLE documents ALTER body SET STORAGE EXTERNAL;
SQL

# A session that crashes leaves its temporary table behind.
my $crashes = session('crashes');
$crashes->query_safe('SET synchronous_commit = on; CREATE TEMPORARY TABLE left_behind AS SELECT generate_series(1, 100) AS id');
is(found('orphaned_temp_table'), '', 'while its session lives it is none');
my ($place) = $crashes->query_safe('SELECT pg_my_temp_schema()::regnamespace') =~ /(\d+)/;
my $pid = backend_pid($crashes);
kill 'KILL', $pid;
end_session($crashes);
wait_for(q{SELECT now() > '2000-01-01'});
# A session in the place of the crashed one gets the schema of its temporary tables, and clears it when it makes one of its own. Up to 15
# the first session gets it, later places are taken in turn.
for my $number (1 .. 25) {
    my $taken = session("idle $number")->query_safe('SELECT id FROM pg_stat_get_backend_idset() id WHERE pg_stat_get_backend_pid(id) = pg_backend_pid()');
    last if $node->pg_version < 16 || $taken > $place + 1;
}
session('lives')->query_safe('CREATE TEMPORARY TABLE lives (id int)');
like(found('orphaned_temp_table'), qr/^orphaned_temp_table\|pg_temp_\d+\.left_behind$/, 'afterwards it is, and that of a session that lives is not');
my ($orphan) = found('orphaned_temp_table') =~ /\|(.*)/;
mend('orphaned_temp_table', $orphan);
is(found('orphaned_temp_table'), '', 'dropped');
$sessions{lives}->quit;

# Autovacuum comes every second, and cannot get at one table.
session('locks')->query_safe('BEGIN; LOCK TABLE locked IN SHARE UPDATE EXCLUSIVE MODE');
$node->safe_psql('postgres', "INSERT INTO $_ SELECT generate_series(1, 10000)") for qw(locked visited out_of_reach in_reach grows grows_and_is_visited);
# These are vacuumed for their new rows first.
$node->safe_psql('postgres', 'VACUUM out_of_reach, in_reach');
# Few rows of it, and many of its TOAST table.
$node->safe_psql('postgres', q{INSERT INTO documents SELECT n, repeat('x', 60000) FROM generate_series(1, 400) n});
$node->safe_psql('postgres', 'VACUUM documents');
$node->safe_psql('postgres', 'DELETE FROM documents WHERE id <= 45');
$node->safe_psql('postgres', "DELETE FROM $_ WHERE id <= 5000") for qw(locked visited out_of_reach in_reach);
my @left = qw(never_vacuumed threshold_unreachable insert_only_unfrozen);
is(finding('never_vacuumed', 'public.locked', 'finding'), '', 'never_vacuumed waits for ten visits');
configure('autovacuum_naptime = 1s');
wait_for(q{SELECT count(*) = 2 FROM pg_stat_user_tables WHERE relname IN ('visited', 'grows_and_is_visited') AND autovacuum_count > 0});
wait_for(q{SELECT EXISTS (SELECT FROM pgops.run_checks(ARRAY['never_vacuumed']) WHERE object = 'public.locked')});
is(found(@left), "insert_only_unfrozen|public.grows\nnever_vacuumed|public.locked\nthreshold_unreachable|public.out_of_reach", 'what autovacuum left for good is named, and nothing else');
like(join(' ', keys %{ blockers($node, 'postgres') }), qr/lock:\d+:public\.locked/, 'and who keeps it away');
my $command = finding('never_vacuumed', 'public.locked', 'fix_sql');
like(join("\n", map { $_->{remedy} } values %{ blockers($node, 'postgres') }), qr/^ALTER TABLE public\.documents SET \(toast\./m, 'a TOAST table below its threshold');
is_named_without_pages($node, 'postgres', 'what autovacuum left');
configure('autovacuum_naptime = 1d');
$sessions{locks}->query_safe('COMMIT');
mend('never_vacuumed', 'public.locked', $command);
mend('threshold_unreachable', 'public.out_of_reach');
mend('insert_only_unfrozen', 'public.grows');
is(found(@left), '', 'with that nothing is left of it');

# One worker, throttled, and a table that waits for it; then somebody who waits for its lock.
$node->safe_psql('postgres', <<'SQL');
CREATE TABLE crawled WITH (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1) AS SELECT n AS id, repeat('x', 500) AS pad FROM generate_series(1, 45000) n;
DELETE FROM crawled WHERE id % 2 = 0;
CREATE TABLE waits AS SELECT generate_series(1, 10000) AS id;
SQL
# In a session of its own: what another one has counted has arrived.
$node->safe_psql('postgres', 'VACUUM ANALYZE waits');
configure('autovacuum_naptime = 1s');
wait_for(q{SELECT EXISTS (SELECT FROM pg_stat_progress_vacuum WHERE relid = 'crawled'::regclass AND heap_blks_scanned > 20)});
is(found('autovacuum_starved'), 'autovacuum_starved|public.crawled', 'a worker that is throttled; while no table waits, one that is busy is none');
like(finding('autovacuum_starved', 'public.crawled', q{finding, (evidence ->> 'seconds_left')::numeric BETWEEN 60 AND 3000}), qr/throttled.*\|t/, 'with its time left');
$node->safe_psql('postgres', 'DELETE FROM waits WHERE id <= 5000');
wait_for(q{SELECT EXISTS (SELECT FROM pgops.run_checks(ARRAY['autovacuum_starved']) WHERE object = 'autovacuum')});
is(finding('autovacuum_starved', 'autovacuum', q{evidence ->> 'kind', evidence ->> 'waiting_tables'}), 'autovacuum_workers_saturated|1', 'no worker is left for the table that waits');
start_query(session('wants'), q{SET deadlock_timeout = '1h'; BEGIN; LOCK TABLE crawled IN ACCESS EXCLUSIVE MODE});
wait_for(q{SELECT count(*) = 2 FROM pgops.run_checks(ARRAY['autovacuum_starved']) WHERE object = 'public.crawled'});
is_named_without_pages($node, 'postgres', 'what starves it');
like(finding('autovacuum_starved', 'public.crawled', 'finding'), qr/is cancelled for a lock/, 'and the worker is about to be cancelled');
$node->safe_psql('postgres', q{SELECT pg_terminate_backend(pid) FROM pg_locks WHERE relation = 'crawled'::regclass AND NOT granted});
wait_for(q{SELECT count(*) = 1 FROM pgops.run_checks(ARRAY['autovacuum_starved']) WHERE object = 'public.crawled'});
mend('autovacuum_starved', 'public.crawled');
mend('autovacuum_starved', 'autovacuum') if finding('autovacuum_starved', 'autovacuum', 'fix_sql');
wait_for(q{SELECT n_dead_tup = 0 FROM pg_stat_user_tables WHERE relname = 'waits'});
is(found('autovacuum_starved'), '', 'nobody starves any more');
configure('autovacuum_naptime = 1d');

# A vacuum that goes over its index several times, as often as it says.
$node->safe_psql('postgres', 'CREATE TABLE emptied (id int PRIMARY KEY) WITH (autovacuum_enabled = false); CREATE TABLE emptied_without_index (id int) WITH (autovacuum_enabled = false)');
my $fill = join '; ', map { "INSERT INTO $_ SELECT generate_series(1, 400000)" } qw(emptied emptied_without_index);
$node->safe_psql('postgres', "$fill; DELETE FROM emptied; DELETE FROM emptied_without_index");
is(found('multipass_index_vacuum'), '', 'memory for all dead rows');
configure('maintenance_work_mem = 1MB');
if ($node->pg_version < 17) {
    is(found('multipass_index_vacuum'), 'multipass_index_vacuum|public.emptied', 'memory for some of them');
    my $passes = finding('multipass_index_vacuum', 'public.emptied', q{evidence ->> 'index_passes'});
    my $fix = finding('multipass_index_vacuum', 'public.emptied', 'fix_sql');
    my (undef, undef, $said) = $node->psql('postgres', 'VACUUM (VERBOSE, TRUNCATE off) emptied');
    like($said, qr/index scans: \Q$passes\E$/m, "VACUUM makes $passes passes");
    is(carry_out($node, 'postgres', $fix), 'done', 'the command runs as printed');
    $node->safe_psql('postgres', 'INSERT INTO emptied SELECT generate_series(1, 400000); DELETE FROM emptied');
    is(found('multipass_index_vacuum'), '', 'and gives enough');
    (undef, undef, $said) = $node->psql('postgres', 'VACUUM (VERBOSE) emptied');
    like($said, qr/index scans: 1$/m, 'as VACUUM sees it, too');
} else {
    is(found('multipass_index_vacuum'), '', 'which is no array any more');
}

# A temporary table that is old, and one that is not.
session('old_temporary')->query_safe('CREATE TEMPORARY TABLE old_one (id int)');
$node->safe_psql('postgres', 'CALL burn(60000)');
session('young_temporary')->query_safe('CREATE TEMPORARY TABLE young_one (id int)');
is(found('temp_table'), '', 'while other tables are as old it keeps nothing back');
$node->safe_psql('postgres', 'VACUUM (FREEZE)');
like(found('temp_table'), qr/^temp_table\|pg_temp_\d+\.old_one$/, 'then it does');
my ($temporary) = found('temp_table') =~ /\|(.*)/;
is_named_without_pages($node, 'postgres', 'temporary tables');
mend('temp_table', $temporary);
wait_for(q{SELECT NOT EXISTS (SELECT FROM pg_class WHERE relname = 'old_one')});
is(found('temp_table'), '', 'it went with its session');
end_session($sessions{young_temporary});
wait_for(q{SELECT NOT EXISTS (SELECT FROM pg_class WHERE relname = 'young_one')});

# Older than what forces a vacuum: in failsafe while one runs; in vain while somebody holds the horizon.
$node->safe_psql('postgres', 'CREATE TABLE old_rows AS SELECT generate_series(1, 100) AS id');
$node->safe_psql('postgres', 'CALL burn(110000)');
is(found('antiwraparound_loop', 'autovacuum_starved'), '', 'tables that are only old are no loop');
$node->safe_psql('postgres', 'CREATE TABLE young_rows AS SELECT generate_series(1, 100) AS id');
for my $table (qw(old_rows young_rows)) {
    # Its page is pinned: VACUUM waits in the middle of its work.
    session("reads $table")->query_safe("BEGIN; DECLARE c CURSOR FOR SELECT * FROM $table; FETCH c");
    start_query(session("vacuums $table"), "VACUUM (FREEZE) $table");
    wait_for("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'BufferPin' AND query LIKE 'VACUUM%$table%')");
}
is(found('autovacuum_starved'), 'autovacuum_starved|public.old_rows', 'the vacuum of an old table is in failsafe, that of a young one is not');
is(finding('autovacuum_starved', 'public.old_rows', q{severity, evidence ->> 'kind'}), 'critical|failsafe_active', 'which is critical');
$sessions{"reads $_"}->query_safe('COMMIT') for qw(old_rows young_rows);
wait_for('SELECT NOT EXISTS (SELECT FROM pg_stat_progress_vacuum)');
is(found('autovacuum_starved'), '', 'until it is done');

$node->safe_psql('postgres', 'CREATE TABLE notes (id int)');
$node->safe_psql('postgres', q{BEGIN; INSERT INTO notes VALUES (1); PREPARE TRANSACTION 'forgotten'});
$node->safe_psql('postgres', 'CALL burn(101000)');
my $forced = q{SELECT age(relfrozenxid) > 100000 FROM pg_class WHERE relname = 'old_rows'};
$node->safe_psql('postgres', 'VACUUM (FREEZE)');
is($node->safe_psql('postgres', $forced), 't', 'a vacuum gets no further than the prepared transaction');
is_named_without_pages($node, 'postgres', 'the loop');
is($node->safe_psql('postgres', q{SELECT severity, evidence ->> 'cause', fix_sql FROM pgops.run_checks(ARRAY['antiwraparound_loop'])}), q{critical|prepared:forgotten|ROLLBACK PREPARED 'forgotten';}, 'loop and cause are one row');
is(carry_out($node, 'postgres', $node->safe_psql('postgres', q{SELECT fix_sql FROM pgops.run_checks(ARRAY['antiwraparound_loop'])})), 'done', 'the command runs as printed');
is(found('antiwraparound_loop'), '', 'the loop has no cause any more');
$node->safe_psql('postgres', 'VACUUM (FREEZE)');
is($node->safe_psql('postgres', $forced), 'f', 'and the next vacuum ends it');

# A damaged index, and rows older than the catalog says; beside them tables of the same kind that are whole.
$node->safe_psql('postgres', <<'SQL');
CREATE TABLE damaged (id int PRIMARY KEY) WITH (autovacuum_enabled = false);
CREATE TABLE whole (id int PRIMARY KEY) WITH (autovacuum_enabled = false);
INSERT INTO damaged SELECT generate_series(1, 50000);
INSERT INTO whole SELECT generate_series(1, 50000);
DELETE FROM damaged WHERE id <= 5000;
DELETE FROM whole WHERE id <= 5000;
CREATE TABLE older_than_told AS SELECT generate_series(1, 1000) AS id;
CREATE TABLE old_as_told AS SELECT generate_series(1, 1000) AS id;
CALL burn(500);
UPDATE pg_class SET relfrozenxid = pg_snapshot_xmax(pg_current_snapshot())::xid WHERE relname = 'older_than_told';
CHECKPOINT;
SQL
is(found('vacuum_failing'), 'vacuum_failing|public.older_than_told', 'rows older than relfrozenxid');
my $file = $node->data_dir . '/' . $node->safe_psql('postgres', q{SELECT pg_relation_filepath('damaged_pkey')});
end_session($_) for values %sessions;
$node->stop;
# pd_special of the sixth page.
open my $index, '+<:raw', $file or die "$file: $!";
seek $index, 5 * 8192 + 16, 0;
print $index pack 'S', 0x1fe0;
close $index or die "$file: $!";
$node->start;
is(found('vacuum_failing'), "vacuum_failing|public.damaged\nvacuum_failing|public.older_than_told", 'and a damaged index');
is(sqlstate($node, 'postgres', 'VACUUM damaged'), 'XX002', 'its VACUUM fails indeed');
is(sqlstate($node, 'postgres', 'VACUUM (FREEZE) older_than_told'), 'XX001', 'that of the rows, too');
mend('vacuum_failing', 'public.damaged');
mend('vacuum_failing', 'public.older_than_told');
is(sqlstate($node, 'postgres', 'VACUUM damaged'), '00000', 'the index is whole again');
$node->safe_psql('postgres', q{CREATE EXTENSION pg_surgery; SELECT heap_force_freeze('older_than_told', array_agg(ctid)) FROM older_than_told});
is(sqlstate($node, 'postgres', 'VACUUM (FREEZE) older_than_told'), '00000', 'the rows are frozen by force');
is(found('vacuum_failing'), '', 'and nothing fails any more');

end_session($_) for values %sessions;
done_testing();
