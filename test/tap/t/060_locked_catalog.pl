# A catalog that somebody holds exclusively (VACUUM FULL does) is not waited for: the run says so at once, and works again later.
use strict;
use warnings;
use PgopsNode;
use Test::More;
use Time::HiRes qw(time);

my $node = new_node('locked_catalog');
$node->safe_psql('postgres', 'CREATE TABLE t (id serial PRIMARY KEY, m money)');

# Not all checks: other sessions come and go.
my $count = q{SELECT count(*) FROM pgops.run_checks(ARRAY['schema', 'index'])};
for my $catalog (qw(pg_class pg_attribute pg_index pg_constraint pg_statistic pg_sequence)) {
    # Each side knows its catalogs by heart before one of them is closed.
    my $session = $node->background_psql('postgres', on_error_stop => 0);
    $session->query_safe('SET lock_timeout = 3000');
    my $findings = $session->query_safe($count);
    $session->query_safe($count);
    my $holder = $node->background_psql('postgres');
    $holder->query_safe('SELECT 1');
    $holder->query_safe('BEGIN');
    $holder->query_safe("LOCK TABLE pg_catalog.$catalog IN ACCESS EXCLUSIVE MODE");
    $session->{stderr} = '';
    my $begun = time;
    $session->query("\\set VERBOSITY verbose\n$count");
    cmp_ok(time - $begun, '<', 2, "$catalog: at once");
    like($session->{stderr}, qr/ERROR:\s+55P03: .*\Q$catalog\E/, "$catalog: named as locked");
    unlike($session->{stderr}, qr/lock timeout/, "$catalog: nothing waited");
    $holder->query_safe('ROLLBACK');
    $holder->quit;
    $session->{stderr} = '';
    is($session->query($count), $findings, "$catalog: works again");
    $session->quit;
}

done_testing();
