# The history: a crash or a cancel costs at most the snapshot that is being taken, two at the same time do not mix, a dump carries all of
# it to another server, a standby refuses, and a role with the documented grants is enough.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = new_node('history', conf => "restart_after_crash = on\nwal_level = replica\nmax_wal_senders = 5\n");
$node->safe_psql('postgres', 'CREATE TABLE prices (id bigint PRIMARY KEY, a money); CREATE TABLE keyless (a int)');
$node->safe_psql('postgres', "SELECT pgops.take_snapshot('the first')");

my $all = join ' UNION ALL ', map { "SELECT '$_', to_jsonb(t)::text FROM pgops.$_ t" }
    qw(snapshots finding_history relations relation_history mutes threshold_rules jobs);
my $history = "SELECT md5(string_agg(r::text, E'\\n' ORDER BY r::text)) FROM ($all) r";

# A snapshot that has written all but its last row, and cannot go on.
sub snapshot_that_hangs {
    my ($gate) = @_;
    $gate->query_safe('BEGIN; LOCK TABLE pgops.snapshots IN SHARE MODE');
    my $session = $node->background_psql('postgres', on_error_stop => 0);
    my $pid     = backend_pid($session);
    $session->query_until(qr/go/, "\\echo go\nSELECT pgops.take_snapshot('hangs');\n");
    $node->poll_query_until('postgres', "SELECT wait_event_type = 'Lock' FROM pg_stat_activity WHERE pid = $pid") or die 'it never waited';
    return ($session, $pid);
}

$node->safe_psql('postgres', 'ALTER TABLE prices ALTER a TYPE numeric; CREATE TABLE more (a int); INSERT INTO prices SELECT n, nullif(n, 7) FROM generate_series(1, 1000) n; VACUUM ANALYZE prices');
my $before = $node->safe_psql('postgres', $history);

# Two at the same time.
{
    my $gate = $node->background_psql('postgres');
    my ($session, $pid) = snapshot_that_hangs($gate);
    is(sqlstate($node, 'postgres', 'SELECT pgops.take_snapshot()'), '55P03', 'a second snapshot is refused, and does not wait');
    like(fails($node, 'postgres', 'SELECT pgops.take_snapshot()'), qr/another session is taking a snapshot/, 'and says why');
    is(sqlstate($node, 'postgres', 'SELECT pgops.purge()'), '55P03', 'nor is anything purged meanwhile');
    is($node->safe_psql('postgres', $history), $before, 'nobody sees a part of it');
    is($node->safe_psql('postgres', "SELECT count(*) FROM pgops.findings WHERE object = 'public.keyless' AND first_seen IS NOT NULL"), '1', 'reports go on');
    # A cancel.
    $node->safe_psql('postgres', "SELECT pg_cancel_backend($pid)");
    $node->poll_query_until('postgres', "SELECT state = 'idle' FROM pg_stat_activity WHERE pid = $pid") or die 'never cancelled';
    is($node->safe_psql('postgres', $history), $before, 'a cancelled snapshot leaves nothing');
    $session->{run}->finish;
    $gate->quit;
}

# kill -9.
{
    my $gate = $node->background_psql('postgres', on_error_stop => 0);
    my ($session, $pid) = snapshot_that_hangs($gate);
    kill 'KILL', $pid;
    $_->{run}->finish for $session, $gate;
    $node->poll_query_until('postgres', 'SELECT true') or die 'the server did not come back';
    is($node->safe_psql('postgres', $history), $before, 'kill -9 during a snapshot loses that one alone');
    $node->safe_psql('postgres', "SELECT pgops.take_snapshot('after the crash')");
    is($node->safe_psql('postgres', "SELECT string_agg(note, ', ' ORDER BY taken_at) FROM pgops.snapshots"), 'the first, after the crash', 'the next one works');
    is($node->safe_psql('postgres', "SELECT string_agg(change || ' ' || finding_key, ', ' ORDER BY finding_key) FROM pgops.changes('-infinity') WHERE object ~ '^public'"),
        'resolved money:public.prices.a, new no_pk:public.more', 'and tells what changed since the last complete one');
}

# To another server.
$node->safe_psql('postgres', <<'SQL');
SELECT pgops.mute('no_pk', 'public.keyless', 'a log', now() + interval '1 year');
SELECT pgops.set_threshold('wide_table_columns', '70', 'wide_table', 'public.*');
SELECT pgops.schedule('snapshot', '0 * * * *');
SELECT pgops.take_snapshot();
SQL
my $other = new_node('restored', without_extension => 1);
for my $format ('plain', 'custom') {
    my $file = $node->basedir . "/$format.dump";
    $node->command_ok(['pg_dump', '-d', 'postgres', '--format', $format, '-f', $file], "$format: dumped");
    $other->safe_psql('postgres', "CREATE DATABASE $format");
    $other->command_ok($format eq 'plain' ? ['psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $format, '-f', $file] : ['pg_restore', '-e', '-d', $format, $file], "$format: restored");
    is($other->safe_psql($format, $history), $node->safe_psql('postgres', $history), "$format: mutes, thresholds, jobs and history are there");
    is($other->safe_psql($format, "SELECT count(*) FROM pgops.muted_findings WHERE object = 'public.keyless'"), '1', "$format: the mute works");
    $other->safe_psql($format, 'SELECT pgops.take_snapshot()');
    is($other->safe_psql($format, "SELECT count(*) FROM pgops.changes((SELECT taken_at FROM pgops.snapshots ORDER BY 1 DESC OFFSET 1 LIMIT 1)) WHERE object ~ '^public'"), '0', "$format: the next snapshot knows all again");
    is($other->safe_psql($format, "SELECT count(*) FROM pgops.relations WHERE schema_name = 'public' AND gone"), '0', "$format: and all relations");
}

# The documented grants are enough, and each is needed.
$node->safe_psql('postgres', <<'SQL');
CREATE ROLE pgops_schedule LOGIN;
GRANT pg_monitor TO pgops_schedule;
SQL
my @as = (extra_params => ['-U', 'pgops_schedule']);
is(sqlstate($node, 'postgres', 'SELECT pgops.take_snapshot()', @as), '42501', 'pg_monitor does not write');
$node->safe_psql('postgres', 'GRANT EXECUTE ON FUNCTION pgops.take_snapshot(text), pgops.purge(interval) TO pgops_schedule');
is(sqlstate($node, 'postgres', 'SELECT pgops.take_snapshot()', @as), '42501', 'not into tables that are not granted');
$node->safe_psql('postgres', 'GRANT INSERT, UPDATE, DELETE ON pgops.snapshots, pgops.finding_history, pgops.relations, pgops.relation_history TO pgops_schedule');
is(sqlstate($node, 'postgres', "SELECT pgops.take_snapshot('mine'); SELECT pgops.purge()", @as), '00000', 'with the documented grants it works');
is($node->safe_psql('postgres', "SELECT author FROM pgops.snapshots WHERE note = 'mine'"), 'pgops_schedule', 'and the author is known');
is(sqlstate($node, 'postgres', "SELECT pgops.mute('*', '*', 'hush')", @as), '42501', 'it cannot mute');
# A search_path of its own changes nothing.
$node->safe_psql('postgres', 'CREATE SCHEMA trap; GRANT USAGE ON SCHEMA trap TO PUBLIC; CREATE TABLE trap.snapshots (a int)');
is(sqlstate($node, 'postgres', 'SET search_path = trap, pg_catalog; SELECT pgops.take_snapshot()', @as), '00000', 'search_path is pinned');

# A standby has the history, and writes none.
$node->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($node, 'base', has_streaming => 1);
$standby->start;
$node->wait_for_catchup($standby, 'replay');
is($standby->safe_psql('postgres', $history), $node->safe_psql('postgres', $history), 'the standby has it');
is($standby->safe_psql('postgres', "SELECT count(*) FROM pgops.findings WHERE object = 'public.more' AND first_seen IS NOT NULL"), '1', 'and uses it');
is(sqlstate($standby, 'postgres', $_), '25006', "refused on a standby: $_") for 'SELECT pgops.take_snapshot()', 'SELECT pgops.purge()';
like(fails($standby, 'postgres', 'SELECT pgops.take_snapshot()'), qr/Run this on the primary/, 'with a hint');

done_testing();
