# A cancel ends a run within 100 ms, wherever it comes: measured on a catalog of 3,000 tables and on a table with 700 alike indexes, where
# a run that does not look for it goes on for much longer.
use strict;
use warnings;
use List::Util qw(max min);
use PgopsNode;
use Test::More;
use Time::HiRes qw(time sleep);

my $node = new_node('cancel_at_once');
$node->safe_psql('postgres', 'CREATE EXTENSION pgops_ext_test; CREATE DATABASE many; CREATE DATABASE crowded');
$node->safe_psql($_, 'CREATE EXTENSION pgops_ext; CREATE EXTENSION pgops_ext_test') for qw(many crowded);
$node->safe_psql('many', 'CREATE PROCEDURE fill(a int, b int) LANGUAGE plpgsql AS $$ BEGIN FOR n IN a..b LOOP
    EXECUTE format(\'CREATE TABLE t%s (id serial PRIMARY KEY, m money, parent int, c char(3)); CREATE INDEX ON t%1$s (m); CREATE INDEX ON t%1$s (m)\', n);
END LOOP; END $$');
$node->safe_psql('many', sprintf 'CALL fill(%d, %d)', $_ * 500 + 1, $_ * 500 + 500) for 0 .. 5;
# Equal in all keys but the last: the checks compare each with each, and ask the server for nothing meanwhile.
$node->safe_psql('crowded', q{DO $$ DECLARE c text := (SELECT string_agg('c' || n, ', ') FROM generate_series(1, 31) n); BEGIN
    EXECUTE 'CREATE TABLE crowded (' || replace(c, ',', ' int,') || ' int)';
    FOR n IN 1..700 LOOP EXECUTE format('CREATE INDEX ON crowded (%s, (c1 + %s))', c, n); END LOOP; END $$});

sub median { return (sort { $a <=> $b } @_)[$#_ / 2] }

sub seconds_of {
    my ($session, $statement) = @_;
    my $begun = time;
    $session->query($statement);
    return time - $begun;
}

# Seconds from the signal, as pg_cancel_backend sends it, to the end of the statement; undef where it had ended before.
sub seconds_to_end {
    my ($session, $pid, $statement, $moment) = @_;
    $session->{$_} = '' for qw(stdout stderr);
    $session->{stdin} .= "$statement;\n\\echo over\n";
    $session->{timeout}->start; # for this statement, not for all together
    $session->{run}->pump_nb;
    sleep $moment;
    my $cancelled = time;
    kill 'INT', $pid;
    $session->{run}->pump until $session->{stdout} =~ /^over$/m;
    my $late = time - $cancelled;
    return $session->{stderr} =~ /canceling statement due to user request/ ? $late : undef;
}

# The median at the slowest of the moments, and how many could be measured. Each comes several times: what a busy machine delays
# differs from time to time, a deaf loop does not.
sub slowest_moment {
    my ($session, $pid, $statement, @moments) = @_;
    my ($slowest, $measured) = (0, 0);
    for my $moment (@moments) {
        my @late = grep { defined } map { seconds_to_end($session, $pid, $statement, $moment) } 1 .. 5;
        next if @late < 3;
        $measured++;
        $slowest = max($slowest, median(@late));
    }
    return ($slowest, $measured);
}

for my $database (qw(many crowded)) {
    my $run     = q{SELECT count(*) FROM pgops.run_checks(ARRAY['schema', 'index', 'bloat', 'vacuum', 'configuration'])};
    my $session = $node->background_psql($database, on_error_stop => 0);
    my $pid     = backend_pid($session);
    $session->query($run); # catalogs come into the cache
    my $full = median(map { seconds_of($session, $run) } 1 .. 3);
    # An eighth of the run at most, so that a single deaf loop is noticed where the machine is fast.
    my $limit = min(0.1, $full / 8);
    my ($slowest, $measured);
    for my $attempt (1 .. 3) {
        ($slowest, $measured) = slowest_moment($session, $pid, $run, map { $full * $_ / 8 } 1 .. 6);
        note sprintf '%s, attempt %d: a run of %.3f s ends %.4f s late at the slowest of %d moments', $database, $attempt, $full, $slowest, $measured;
        last if $slowest <= $limit && $measured >= 4;
    }
    cmp_ok($measured, '>=', 4, "$database: cancelled at most of the moments");
    cmp_ok($slowest, '<=', $limit, sprintf '%s: ended within %.0f ms (%.1f ms)', $database, $limit * 1000, $slowest * 1000);

    # The measurement can fail: the same run, deaf.
    my ($deaf) = slowest_moment($session, $pid, 'SELECT pgops_test.deaf_run()', $full / 10);
    cmp_ok($deaf, '>', $limit, sprintf '%s: a run that does not look takes longer (%.0f ms)', $database, $deaf * 1000);

    # statement_timeout, as its user sees it.
    my @late = map {
        my $milliseconds = 1 + int($full * 100 * $_);
        $session->query("SET statement_timeout = $milliseconds");
        seconds_of($session, $run) - $milliseconds / 1000;
    } 1 .. 9;
    cmp_ok(median(@late), '<=', 0.1, sprintf '%s: statement_timeout is %.1f ms late', $database, median(@late) * 1000);
    is($session->query('SET statement_timeout = 0; SELECT pg_backend_pid()'), $pid, "$database: all in one backend");
    $session->quit;
}

done_testing();
