# A cancel, a timeout and a shutdown end a run at once, wherever it is; the backend is usable afterwards and holds nothing.
use strict;
use warnings;
use PgopsNode;
use Test::More;
use Time::HiRes qw(time sleep);

my $node = new_node('cancel');
$node->safe_psql('postgres', 'CREATE PROCEDURE fill(a int, b int) LANGUAGE plpgsql AS $$ BEGIN FOR n IN a..b LOOP
    EXECUTE format(\'CREATE TABLE t%s (id serial PRIMARY KEY, m money, parent int, c char(3))\', n); EXECUTE format(\'CREATE INDEX ON t%s (m)\', n); EXECUTE format(\'CREATE INDEX ON t%s (m)\', n);
END LOOP; END $$');
$node->safe_psql('postgres', sprintf 'CALL fill(%d, %d)', $_ * 250 + 1, $_ * 250 + 250) for 0 .. 3;

# Not all checks: other sessions come and go.
my $count = q{SELECT count(*) FROM pgops.run_checks(ARRAY['schema', 'index', 'bloat', 'vacuum', 'configuration'])};
my $session = $node->background_psql('postgres', on_error_stop => 0);
my $pid = backend_pid($session);
my $begun = time;
my $findings = $session->query($count);
my $full = time - $begun;
cmp_ok($findings, '>', 4000, 'a run over 1,000 tables ends by itself');
note sprintf 'a full run takes %.3f s', $full;

# At forty moments of the run; at the last ones it may be done already.
my ($cancelled, $longest) = (0, 0);
for my $step (1 .. 40) {
    my $milliseconds = 1 + int($full * 1000 * $step / 44);
    $session->{stderr} = '';
    $session->query("SET statement_timeout = $milliseconds");
    $begun = time;
    $session->query($count);
    my $late = time - $begun - $milliseconds / 1000;
    $longest = $late if $late > $longest;
    my $error = $session->{stderr};
    $cancelled++ if $error =~ /canceling statement due to statement timeout/;
    fail("at $milliseconds ms: $error") if $error =~ /ERROR|WARNING|server closed/ && $error !~ /canceling statement due to statement timeout/;
    $session->{stderr} = '';
    $session->query('SET statement_timeout = 0');
    is($session->query('SELECT 1'), '1', "usable after $milliseconds ms") if $step % 10 == 0;
}
cmp_ok($cancelled, '>=', 20, 'statement_timeout ended most of the runs');
cmp_ok($longest, '<', 1, sprintf 'each within a second (%.3f s at most)', $longest);
is($session->query('SELECT pg_backend_pid()'), $pid, 'in one backend');
is($session->query(q{SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation <> 'pg_locks'::regclass}), '0', 'it holds no lock');
is($session->query($count), $findings, 'and reports all findings again');

# A cancel that comes within an open subtransaction ends that one alone.
$session->query('BEGIN; SAVEPOINT here; SET LOCAL statement_timeout = 5');
$session->query($count);
$session->query('ROLLBACK TO here; SET LOCAL statement_timeout = 0');
is($session->query($count), $findings, 'the transaction goes on after a cancelled subtransaction');
$session->query('COMMIT');

# In plpgsql, query_canceled cannot be caught by OTHERS: a run that swallowed it would go on here.
$session->{stderr} = '';
$session->query(q{SET statement_timeout = 20; DO $$ BEGIN PERFORM * FROM pgops.findings; RAISE WARNING 'went on'; EXCEPTION WHEN OTHERS THEN RAISE WARNING 'caught'; END $$});
unlike($session->{stderr}, qr/caught|went on/, 'a cancel stays a cancel');
$session->query('SET statement_timeout = 0');

# From another session: cancel, then terminate.
for my $end (['pg_cancel_backend', qr/canceling statement due to user request/], ['pg_terminate_backend', qr/terminating connection|server closed/]) {
    my ($function, $message) = @$end;
    my $victim = $node->background_psql('postgres', on_error_stop => 0);
    my $victims_pid = backend_pid($victim);
    $victim->{stdin} .= "SELECT count(*) FROM pgops.findings, generate_series(1, 20) WHERE pgops.explain('money:x') <> '';\n";
    $victim->{run}->pump_nb;
    $node->poll_query_until('postgres', "SELECT state = 'active' FROM pg_stat_activity WHERE pid = $victims_pid") or die;
    sleep 0.05;
    $begun = time;
    $node->safe_psql('postgres', "SELECT $function($victims_pid)");
    $node->poll_query_until('postgres', "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $victims_pid AND state = 'active')");
    cmp_ok(time - $begun, '<', 1, "$function ends the run within a second");
    if ($function eq 'pg_cancel_backend') { is($victim->query('SELECT 1'), '1', 'and the session lives') }
    like($victim->{stderr}, $message, 'with the message of the server') if $function eq 'pg_cancel_backend';
    eval { $victim->{run}->finish } if $function ne 'pg_cancel_backend';
    $victim->quit if $function eq 'pg_cancel_backend';
}
is($node->safe_psql('postgres', 'SELECT count(*) FROM pgops.run_checks(ARRAY[$$money$$])'), '1000', 'the server is up');

# Out of time by its own budget: what ran is reported, the rest says that it did not run.
is($node->safe_psql('postgres', q{SET pgops.time_budget = 1; SELECT count(*) FROM pgops.check_status WHERE status = 'failed'}), '0', 'a time budget fails no check');

# 1,000 tables need no 1,000 locks.
$session->query('BEGIN');
$session->query($count);
cmp_ok($node->safe_psql('postgres', "SELECT count(*) FROM pg_locks WHERE pid = $pid"), '<', 20, 'a run over 1,000 tables leaves no lock per table');
$session->query('COMMIT');
$session->quit;

done_testing();
