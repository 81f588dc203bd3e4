# Tens of thousands of errors, and hundreds of runs, in one backend leave nothing behind.
use strict;
use warnings;
use PgopsNode;
use Test::More;

my $node    = new_node('memory');
my $session = $node->background_psql('postgres');
my $pid     = backend_pid($session);
my $limit   = 8 * 1024 * 1024;

# Errors by a C++ exception before a run begins, by a name in the middle of a list, and by the server itself.
$session->query_safe(<<'SQL');
CREATE FUNCTION errors(statement text, times int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    caught int := 0;
BEGIN
    FOR n IN 1..times LOOP
        BEGIN
            EXECUTE statement;
        EXCEPTION WHEN OTHERS THEN
            caught := caught + 1;
        END;
    END LOOP;
    RETURN caught;
END $$;
SQL

for my $case (["SELECT pgops.explain('nope')", 50_000], ["SELECT * FROM pgops.run_checks(ARRAY['money', 'nope'])", 50_000], ["SELECT pgops.shortened('x', 1)", 20_000]) {
    my ($statement, $times) = @$case;
    my $quoted = $statement =~ s/'/''/gr;
    $session->query_safe("SELECT errors('$quoted', 2000)");
    my $before = resident_bytes($pid);
    is($session->query_safe("SELECT errors('$quoted', $times)"), $times, "$times errors: $statement");
    my $grown = resident_bytes($pid) - $before;
    cmp_ok($grown, '<', $limit, "grew by $grown bytes");
}

$session->query_safe('CREATE TABLE t' . $_ . ' (id serial PRIMARY KEY, m money, c char(3))') for 1 .. 50;
my $runs = q{SELECT sum((SELECT count(*) FROM pgops.run_checks(NULL) WHERE n > 0)) > 0 FROM generate_series(1, %d) n};
$session->query_safe(sprintf $runs, 50);
my $before = resident_bytes($pid);
is($session->query_safe(sprintf $runs, 500), 't', '500 runs in one statement');
my $grown = resident_bytes($pid) - $before;
cmp_ok($grown, '<', $limit, "grew by $grown bytes");
is($session->query_safe('SELECT pg_backend_pid()'), $pid, 'all in one backend');
$session->quit;

done_testing();
