# A cancel ends a run within 100 ms, wherever it comes: measured on a catalog of 3,000 tables, where a run that does not look for it
# goes on for much longer.
use strict;
use warnings;
use List::Util qw(max min);
use PgopsNode;
use Test::More;
use Time::HiRes qw(time sleep);

my $node = new_node('cancel_at_once');
$node->safe_psql('postgres', 'CREATE EXTENSION pgops_ext_test');
$node->safe_psql('postgres', 'CREATE PROCEDURE fill(a int, b int) LANGUAGE plpgsql AS $$ BEGIN FOR n IN a..b LOOP
    EXECUTE format(\'CREATE TABLE t%s (id serial PRIMARY KEY, m money, parent int, c char(3)); CREATE INDEX ON t%1$s (m); CREATE INDEX ON t%1$s (m)\', n);
END LOOP; END $$');
$node->safe_psql('postgres', sprintf 'CALL fill(%d, %d)', $_ * 500 + 1, $_ * 500 + 500) for 0 .. 5;

my $run     = q{SELECT count(*) FROM pgops.run_checks(ARRAY['schema', 'index', 'bloat', 'vacuum', 'configuration'])};
my $session = $node->background_psql('postgres', on_error_stop => 0);
my $pid     = backend_pid($session);
$session->query($run); # catalogs come into the cache
my $full = median(map { my $begun = time; $session->query($run); time - $begun } 1 .. 3);

# An eighth of the run at most, so that a single loop without a look is noticed where the machine is fast.
my $limit = min(0.1, $full / 8);
note sprintf 'a full run takes %.3f s, the limit is %.3f s', $full, $limit;

# Seconds from the signal, as pg_cancel_backend sends it, to the end of the statement; undef where it had ended before.
sub seconds_to_end {
    my ($statement, $moment) = @_;
    $session->{$_} = '' for qw(stdout stderr);
    $session->{stdin} .= "$statement;\n\\echo over\n";
    $session->{run}->pump_nb;
    sleep $moment;
    my $cancelled = time;
    kill 'INT', $pid;
    $session->{run}->pump until $session->{stdout} =~ /^over$/m;
    my $late = time - $cancelled;
    return $session->{stderr} =~ /canceling statement due to user request/ ? $late : undef;
}

sub median { return (sort { $a <=> $b } @_)[$#_ / 2] }

# One moment after the other, each several times: what a busy machine delays differs from time to time, a deaf loop does not.
sub slowest_moment {
    my ($statement, @moments) = @_;
    my ($slowest, $measured) = (0, 0);
    for my $moment (@moments) {
        my @late = grep { defined } map { seconds_to_end($statement, $full * $moment) } 1 .. 5;
        next if @late < 3;
        $measured++;
        $slowest = max($slowest, median(@late));
    }
    return ($slowest, $measured);
}

my ($slowest, $measured);
for my $attempt (1 .. 3) {
    ($slowest, $measured) = slowest_moment($run, map { $_ / 16 } 1 .. 14);
    note sprintf 'attempt %d: %.4f s at the slowest of %d moments', $attempt, $slowest, $measured;
    last if $slowest <= $limit && $measured >= 8;
}
cmp_ok($measured, '>=', 8, 'cancelled at most of the moments');
cmp_ok($slowest, '<=', $limit, sprintf 'at the slowest moment within %.0f ms (%.1f ms)', $limit * 1000, $slowest * 1000);

# The measurement can fail: the same run, deaf.
my ($deaf) = slowest_moment('SELECT pgops_test.deaf_run()', 0.1);
cmp_ok($deaf, '>', $limit, sprintf 'a run that does not look takes longer (%.0f ms)', $deaf * 1000);

# statement_timeout comes as a signal, too; here what the user sees.
my @late = map {
    my $milliseconds = 1 + int($full * 100 * $_);
    $session->query("SET statement_timeout = $milliseconds");
    my $begun = time;
    $session->query($run);
    time - $begun - $milliseconds / 1000;
} 1 .. 9;
cmp_ok(median(@late), '<=', 0.1, sprintf 'statement_timeout: %.1f ms late in the median', median(@late) * 1000);
is($session->query('SET statement_timeout = 0; SELECT pg_backend_pid()'), $pid, 'all in one backend');
$session->quit;

done_testing();
