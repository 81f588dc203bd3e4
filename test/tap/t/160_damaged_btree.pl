# Damaged btrees are measured as far as they go, or are unknown with a reason: no crash, no endless walk, no error.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Utils;
use Test::More;

my $indexes = 60;
my $page    = 8192;
my $node    = new_node('damaged_btree');
$node->safe_psql('postgres', "CREATE TABLE t (a int, b text) WITH (autovacuum_enabled = off); INSERT INTO t SELECT n % 3000, md5(n::text) FROM generate_series(1, 12000) n");
$node->safe_psql('postgres', join('', map { 'CREATE INDEX i' . $_ . ' ON t (' . ('a', 'b', 'a, b', '(a % 7), b')[$_ % 4] . ');' } 1 .. $indexes));
$node->safe_psql('postgres', 'DELETE FROM t WHERE a % 5 = 0; VACUUM t; DELETE FROM t WHERE a % 7 = 0; CHECKPOINT');
my %file = map { $_ => $node->data_dir . '/' . $node->safe_psql('postgres', "SELECT pg_relation_filepath('i$_')") } 1 .. $indexes;
$node->stop;

damage_files(\%file,
    # every leaf is its own neighbour
    sub { my ($bytes) = @_; substr($$bytes, $page * ($_ + 1) - 12, 4) = pack 'L', $_ for 1 .. length($$bytes) / $page - 1 },
    # the metapage
    sub { my ($bytes) = @_; substr($$bytes, 24 + 4 * int rand 8, 4) = pack 'L', (int rand 10, 2**32 - 1, 2**31)[int rand 3] for 1 .. 2 },
);
$node->start;

for my $pages (1000000, 40, 5) {
    my $answer = $node->safe_psql('postgres', qq{
        SET statement_timeout = '60s';
        SELECT count(*), count(*) FILTER (WHERE NOT (bloat_percent_low BETWEEN 0 AND bloat_percent AND bloat_percent_high BETWEEN bloat_percent AND 100)),
               count(*) FILTER (WHERE bloat_percent IS NULL AND trust = 'ok')
        FROM generate_series(1, $indexes) n, pgops.relation_bloat(('i' || n)::regclass, $pages)});
    is($answer, "$indexes|0|0", "each has a figure or a reason, at most $pages pages read");
}
is($node->safe_psql('postgres', q{SELECT method FROM pgops.relation_bloat('t', 1000000)}), 'exact', 'their table is none the worse');
unlike(slurp_file($node->logfile), qr/terminated by signal|PANIC/, 'nothing crashed');

$node->stop('immediate');
done_testing();
