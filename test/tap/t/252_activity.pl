# Activity: sessions that really wait for each other, connections and temporary files, and look-alikes that are not found.
use strict;
use warnings;
use PgopsNode;
use Test::More;

my $node = new_node('activity', conf => "max_connections = 20\nsuperuser_reserved_connections = 3\nshared_preload_libraries = 'pg_stat_statements'\n");
$node->safe_psql('postgres', q{CREATE EXTENSION pg_stat_statements; CREATE TABLE t (id int PRIMARY KEY, v int); INSERT INTO t SELECT i, 0 FROM generate_series(1, 10) i;
    CREATE ROLE watcher LOGIN IN ROLE pg_monitor; CREATE ROLE web LOGIN; GRANT ALL ON t TO web});

my @open;
sub session {
    my ($application, $role) = @_;
    local $ENV{PGAPPNAME} = $application;
    my $session = $node->background_psql('postgres', extra_params => ['-U', $role // 'web']);
    push @open, $session;
    return $session;
}
sub send_only {
    my ($session, $sql) = @_;
    my $waiting = $node->safe_psql('postgres', q{SELECT count(*) FROM pg_locks WHERE NOT granted});
    $session->{stdin} .= "$sql;\n";
    $session->{run}->pump_nb;
    $node->poll_query_until('postgres', "SELECT count(*) > $waiting FROM pg_locks WHERE NOT granted") or die 'it does not wait';
    return;
}
sub found {
    my ($check, $columns, %options) = @_;
    return $node->safe_psql('postgres', ($options{set} // '') . "; SELECT $columns FROM pgops.run_checks(ARRAY['$check']) ORDER BY 1", extra_params => ['-U', $options{as} // 'watcher']);
}

# A chain of three: the last waits for the middle one, which waits for the root.
my $now = 'SET pgops.blocked_session_age = 0';
my ($root, $middle, $last) = map { session($_) } qw(root middle last);
$root->query_safe('BEGIN; UPDATE t SET v = 1 WHERE id = 1');
$middle->query_safe('BEGIN; UPDATE t SET v = 1 WHERE id = 2');
is(found('blocked_sessions', 'finding_key', set => $now), '', 'sessions that hold locks, for which nobody waits');
send_only($middle, 'UPDATE t SET v = 2 WHERE id = 1');
send_only($last, 'UPDATE t SET v = 3 WHERE id = 2');
is(found('blocked_sessions', 'finding_key'), '', 'they have just begun to wait');
my $chain = q{finding_key, split_part(finding, ' for', 1), jsonb_array_length(evidence->'tree'), evidence->'tree'->>0 ~ '^pid.* waits .* for ShareLock on transactionid.*: UPDATE t SET v = 2',
    evidence->'tree'->>1 ~ '^  pid.*UPDATE t SET v = 3', rtrim(evidence->>'last_statement', ' ;')};
my $expected = 'blocked_sessions:web/root/postgres|blocks 2 sessions|2|t|t|UPDATE t SET v = 1 WHERE id = 1';
is(found('blocked_sessions', $chain, set => $now), $expected, 'root first, each below whom it waits for');
my ($superuser) = $node->safe_psql('postgres', 'SELECT current_user');
is(found('blocked_sessions', $chain, set => $now, as => $superuser), $expected, 'a superuser sees the same');
is(found('idle_in_transaction', q{finding_key, evidence->>'blocks_sessions'}, set => 'SET pgops.idle_in_transaction_age = 0'), 'idle_in_transaction:web/root/postgres|1',
    'the one that is idle, and whom it blocks');
my $keys = q{SET pgops.idle_in_transaction_age = 0; SELECT root_key FROM pgops.run_checks(ARRAY['blocked_sessions', 'idle_in_transaction']) WHERE check_id = 'blocked_sessions'};
is($node->safe_psql('postgres', "$now; $keys"), 'idle_in_transaction:web/root/postgres', 'which is the cause');
is($node->safe_psql('postgres', found('blocked_sessions', 'fix_sql', set => $now)) =~ s/\d+/N/r, 'N|t', 'the command as printed ends the root');
$node->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_locks WHERE NOT granted}) or die;
is(found('blocked_sessions', 'finding_key', set => $now), 'blocked_sessions:web/middle/postgres', 'and it alone: now the middle one is the root');
$middle->query_safe('COMMIT');
$last->query_safe('SELECT 1');
is(found('blocked_sessions', 'finding_key', set => $now), '', 'all is over');
eval { $root->{run}->finish };

# A prepared transaction that nobody finishes.
$node->safe_psql('postgres', q{BEGIN; UPDATE t SET v = 1 WHERE id = 3; PREPARE TRANSACTION 'forgotten'});
send_only($last, 'UPDATE t SET v = 3 WHERE id = 3');
is(found('blocked_sessions', q{object, fix_sql IS NULL}, set => $now), 'prepared transaction|t', 'a prepared transaction at the root has no session to end');
$node->safe_psql('postgres', q{ROLLBACK PREPARED 'forgotten'});
$last->query_safe('SELECT 1');
$_->quit for $middle, $last;
@open = ();

# Connections: of 17 that are not reserved, and of 4 of a role.
session("web $_") for 1 .. 3;
is(found('connection_saturation', 'object, severity'), '', 'few are in use');
$node->safe_psql('postgres', 'ALTER ROLE web CONNECTION LIMIT 4');
is(found('connection_saturation', 'object', set => 'SET pgops.connection_percent = 76'), '', 'three of four, and more are allowed');
is(found('connection_saturation', 'object, severity', set => 'SET pgops.connection_percent = 75'), 'role web|medium', 'and with a lower bar');
session('web 4');
is(found('connection_saturation', 'object, finding, severity'), 'role web|4 of 4 connections in use|high', 'the limit of a role is reached');
session("more $_", $superuser) for 1 .. 9;
is(found('connection_saturation', q{object, severity}), "max_connections|medium\nrole web|high", 'and soon that of the server');
is(found('idle_connections', 'object', set => 'SET pgops.idle_connections = 5'), '', 'they have not been idle for long');
like(found('idle_connections', 'finding', set => 'SET pgops.idle_connections = 5; SET pgops.idle_connection_age = 0'), qr/^1\d of 1\d sessions idle for 0/, 'unless at once counts');
is(found('connection_churn', 'object'), '', 'and few have come');
$_->quit for @open;

# Temporary files.
my $spill = q{SET pgops.temp_file_bytes = '1MB'};
$node->safe_psql('postgres', q{SELECT pg_stat_reset_shared('wal')});
is(found('temp_file_spill', 'finding', set => $spill), '', 'no temporary files yet');
$node->safe_psql('postgres', q{SET work_mem = '64kB'; SELECT count(*) FROM (SELECT i FROM generate_series(1, 300000) i ORDER BY -i OFFSET 10) s});
$node->poll_query_until('postgres', q{SELECT temp_files > 0 FROM pg_stat_database WHERE datname = 'postgres'}) or die;
is(found('temp_file_spill', 'object'), '', 'a few megabytes are nothing');
like(found('temp_file_spill', q{object, evidence->'statements'->>0, (evidence->>'work_mem_enough_bytes')::bigint > 4000000}, set => $spill),
    qr/^postgres\|\d.*MB in 1 call: SELECT count\(\*\) FROM .*\|t$/, 'the statement that writes them, and what would have been enough');

done_testing();
