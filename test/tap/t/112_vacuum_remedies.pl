# Who holds the horizon, for real: named alone among bystanders; its remedy as printed frees what was promised, to the row.
use strict;
use warnings;
use PgopsNode;
use VacuumLab;
use PostgreSQL::Test::Cluster;
use Test::More;

my $node = new_node('remedies', init => { allows_streaming => 'logical' }, conf => "max_worker_processes = 16\nmax_wal_senders = 10\n");
$node->safe_psql('postgres', 'CREATE DATABASE other');
$node->safe_psql('other', 'CREATE EXTENSION pgops_ext');
make_tables($node, $_) for qw(postgres other);
$node->safe_psql('postgres', <<'SQL');
CREATE TABLE notes (i int);
CREATE TABLE x AS SELECT generate_series(1, 1000) AS id;
CREATE FUNCTION slow(int) RETURNS int LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$BEGIN IF $1 % 500 = 7 THEN PERFORM pg_sleep(600); END IF; RETURN $1; END$$;
CREATE TABLE crawled AS SELECT n, repeat('x', 500) FROM generate_series(1, 40000) n;
SQL
my @sessions;
sub session { my $session = $_[0]->background_psql($_[1] // 'postgres', @_[2 .. $#_]); push @sessions, $session; return $session }

# Bystanders, all the way through: none of them keeps VACUUM from anything.
my $idle = session($node);
$idle->query_safe('BEGIN; SELECT count(*) FROM notes');
session($node)->query_safe('SELECT count(*) FROM notes');
my $lazy = session($node);
$lazy->query_safe(q{SET vacuum_cost_delay = '100ms'; SET vacuum_cost_limit = 1});
start_query($lazy, 'VACUUM crawled');
my $backup = IPC::Run::start(['pg_basebackup', '-d', $node->connstr('postgres'), '--max-rate', '32', '--checkpoint', 'fast', '-X', 'none', '--format', 'tar', '-D', '-'],
    '>', '/dev/null', '2>', '/dev/null');
$node->poll_query_until('postgres', q{SELECT EXISTS (SELECT FROM pg_stat_progress_basebackup WHERE phase = 'streaming database files')
    AND EXISTS (SELECT FROM pg_stat_progress_vacuum WHERE phase = 'scanning heap')}) or die 'the bystanders are not there';
is_deeply(blockers($node, 'postgres'), {}, 'an open transaction that holds nothing, a lazy VACUUM and a base backup are not named');

sub situation {
    my ($title, $session, $sql, %is) = @_;
    $session->query_safe($sql) if $sql;
    kill_rows($node, 'postgres');
    keeps_its_promise($title, $node, 'postgres', id => pid_id($session), %is);
    return refill($node, 'postgres');
}
sub session_in { my ($sql) = @_; my $session = session($node); $session->query_safe($sql) if $sql; return $session }

situation('by its id', session_in(), 'BEGIN; INSERT INTO notes VALUES (1)', kind => 'idle_in_transaction');
situation('by its snapshot', session_in(), 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM notes', kind => 'idle_in_transaction');
situation('an open cursor', session_in(), 'BEGIN; DECLARE c CURSOR FOR SELECT * FROM t; FETCH c', kind => 'idle_in_transaction');
{
    my $failed = session($node, 'postgres', on_error_stop => 0);
    my $id = pid_id($failed);
    $failed->query_safe('BEGIN; INSERT INTO notes VALUES (1); SAVEPOINT s');
    $failed->query('SELECT 1 / 0');
    kill_rows($node, 'postgres');
    keeps_its_promise('after an error, in a savepoint', $node, 'postgres', id => $id, kind => 'idle_in_transaction_aborted');
    refill($node, 'postgres');
}

sub running {
    my ($title, $kind, $sql, $waits) = @_;
    my $session = session($node);
    my $id = pid_id($session);
    start_query($session, $sql);
    my $pid = substr $id, 4;
    $node->poll_query_until('postgres', $waits // "SELECT wait_event = 'PgSleep' FROM pg_stat_activity WHERE pid = $pid") or die $title;
    kill_rows($node, 'postgres');
    keeps_its_promise($title, $node, 'postgres', id => $id, kind => $kind, waits_for => "SELECT state IS DISTINCT FROM 'active' FROM (SELECT) s LEFT JOIN pg_stat_activity ON pid = $pid");
    return refill($node, 'postgres');
}
running('a query', 'active_query', 'SELECT count(*), pg_sleep(600) FROM notes');
running('a parallel query and its workers', 'active_query',
    'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET parallel_leader_participation = off; SELECT count(*) FROM x WHERE slow(id) > 0',
    q{SELECT count(*) >= 1 FROM pg_stat_activity WHERE backend_type = 'parallel worker' AND wait_event = 'PgSleep'});
running('an index built concurrently', 'create_index_concurrently', 'SET max_parallel_maintenance_workers = 0; CREATE INDEX CONCURRENTLY built ON x (slow(id))');
$node->safe_psql('postgres', 'DROP INDEX built');
$node->safe_psql('postgres', 'CREATE TABLE sampled (i int); INSERT INTO sampled VALUES (7); CREATE STATISTICS of_slow ON (slow(i)) FROM sampled');
running('ANALYZE', 'analyze', 'ANALYZE sampled');
$node->safe_psql('postgres', 'DROP TABLE sampled');

# Prepared transactions, here and in another database, whose rows are its own.
$node->safe_psql('postgres', q{BEGIN; INSERT INTO notes VALUES (1); PREPARE TRANSACTION 'it''s left'});
kill_rows($node, 'postgres');
keeps_its_promise('a prepared transaction', $node, 'postgres', id => q{prepared:it's left}, kind => 'prepared_transaction');
refill($node, 'postgres');
$node->safe_psql('other', q{CREATE TABLE notes (i int); BEGIN; INSERT INTO notes VALUES (1); PREPARE TRANSACTION 'elsewhere'});
kill_rows($node, $_) for qw(postgres other);
is_deeply(blockers($node, 'postgres')->{'prepared:elsewhere'}{scope}, ['shared'], 'of another database: shared catalogs only');
is(removed($node, 'postgres', 't'), 700, 'rows of this one go');
like(blockers($node, 'postgres')->{'prepared:elsewhere'}{remedy}, qr/^-- in database other:\nROLLBACK PREPARED 'elsewhere';$/, 'and the remedy says where');
keeps_its_promise('a prepared transaction in its own database', $node, 'other', id => 'prepared:elsewhere', kind => 'prepared_transaction');
refill($node, $_) for qw(postgres other);

# A root and its heirs: the root alone frees nothing, both together all.
{
    my ($root, $heir) = (session($node), session($node));
    $root->query_safe('BEGIN; INSERT INTO notes VALUES (1)');
    $heir->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM notes');
    situation('a root with an heir', $root, '', kind => 'idle_in_transaction', all => [pid_id($root), pid_id($heir)]);
}

if ($node->pg_version < 16) {
    $node->append_conf('postgresql.conf', 'vacuum_defer_cleanup_age = 100000');
    $node->reload;
    kill_rows($node, 'postgres');
    keeps_its_promise('vacuum_defer_cleanup_age', $node, 'postgres', id => 'setting:vacuum_defer_cleanup_age', kind => 'setting_vacuum_defer_cleanup_age',
        waits_for => q{SELECT setting = '0' FROM pg_settings WHERE name = 'vacuum_defer_cleanup_age'});
    refill($node, 'postgres');
}

# Slots. A logical one keeps rows of catalogs, and of tables that were declared to be like them.
$node->safe_psql('postgres', q{SELECT pg_create_logical_replication_slot('abandoned', 'test_decoding')});
kill_rows($node, 'postgres');
is(removed($node, 'postgres', 't'), 700, 'a logical slot keeps no rows of plain tables');
keeps_its_promise('a logical slot', $node, 'postgres', id => 'slot:abandoned', kind => 'logical_slot', frees => { u => 300 });
refill($node, 'postgres');

# One that is being created waits for a transaction; then its walsender keeps the snapshot that it has exported.
{
    my $older = session($node);
    my $older_id = pid_id($older);
    $older->query_safe('BEGIN; INSERT INTO notes VALUES (1)');
    my $sender = session($node, 'postgres', extra_params => ['-d', $node->connstr('postgres') . ' replication=database']);
    start_query($sender, q{CREATE_REPLICATION_SLOT "copying" TEMPORARY LOGICAL "test_decoding" EXPORT_SNAPSHOT});
    $node->poll_query_until('postgres', q{SELECT wait_event_type = 'Lock' FROM pg_stat_activity JOIN pg_replication_slots ON pid = active_pid WHERE slot_name = 'copying'}) or die 'no slot';
    kill_rows($node, 'postgres');
    my $found = blockers($node, 'postgres');
    is($found->{'slot:copying'}{kind}, 'logical_slot_in_creation', 'a slot in creation: its kind');
    is_deeply(promise($node, 'postgres', 'slot:copying')->{t} // 0, 0, 'a slot in creation: ending it alone frees nothing');
    is_deeply(promise($node, 'postgres', 'slot:copying', $older_id)->{t}, 700, 'a slot in creation: nor does what it waits for, but both do');
    is(carry_out($node, 'postgres', $found->{$older_id}{remedy}), 'done', 'a slot in creation: what it waits for is ended');
    $node->poll_query_until('postgres', q{SELECT confirmed_flush_lsn IS NOT NULL FROM pg_replication_slots WHERE slot_name = 'copying'}) or die 'no snapshot';
    is(removed($node, 'postgres', 't'), 700, 'a slot in creation: VACUUM keeps the promise');
    refill($node, 'postgres');
    my $pid = $node->safe_psql('postgres', q{SELECT active_pid FROM pg_replication_slots WHERE slot_name = 'copying'});
    $node->safe_psql('postgres', q{INSERT INTO notes VALUES (2)});
    kill_rows($node, 'postgres');
    keeps_its_promise('an exported snapshot', $node, 'postgres', id => "pid:$pid", kind => 'walsender_exported_snapshot', all => ["pid:$pid", 'slot:copying'], frees => { t => 700 },
        waits_for => q{SELECT count(*) = 0 FROM pg_replication_slots});
    refill($node, 'postgres');
}

# The worker of a subscription that waits for a lock. Ended, it comes again, with a transaction of its own.
$node->safe_psql('postgres', q{CREATE TABLE published (i int); CREATE PUBLICATION p FOR TABLE published; SELECT pg_create_logical_replication_slot('subscribed', 'pgoutput')});
$node->safe_psql('other', sprintf q{CREATE TABLE published (i int); CREATE SUBSCRIPTION s CONNECTION '%s' PUBLICATION p WITH (create_slot = false, slot_name = 'subscribed', copy_data = false)},
    $node->connstr('postgres') =~ s/'/''/gr);
my $locker = session($node, 'other');
$locker->query_safe('BEGIN; LOCK TABLE published IN SHARE MODE');
$node->safe_psql('postgres', 'INSERT INTO published VALUES (1)');
my $waiting = q{SELECT pid FROM pg_stat_activity WHERE backend_type LIKE 'logical replication%worker' AND wait_event_type = 'Lock'};
$node->poll_query_until('other', "SELECT EXISTS ($waiting)") or die 'no worker';
my $worker = 'pid:' . $node->safe_psql('other', $waiting);
kill_rows($node, 'other');
my %beside = map { $_ => 1 } grep { $_ eq 'slot:subscribed' } keys %{ blockers($node, 'other') };
keeps_its_promise('the worker of a subscription', $node, 'other', id => $worker, kind => 'logical_replication_worker', all => [$worker, keys %beside], frees => { t => 700 });
$locker->query_safe('COMMIT');
$node->safe_psql('other', 'ALTER SUBSCRIPTION s DISABLE; ALTER SUBSCRIPTION s SET (slot_name = NONE); DROP SUBSCRIPTION s');
$node->poll_query_until('postgres', q{SELECT NOT active FROM pg_replication_slots WHERE slot_name = 'subscribed'});
$node->safe_psql('postgres', q{SELECT pg_drop_replication_slot('subscribed')});
refill($node, $_) for qw(postgres other);

is_deeply(blockers($node, 'postgres'), {}, 'with all of them gone, the bystanders are still not named');
is($node->safe_psql('postgres', 'SELECT count(*) FROM pg_stat_progress_basebackup, pg_stat_progress_vacuum'), '1', 'and still there');
end_session($_) for @sessions;
$backup->kill_kill;
done_testing();
