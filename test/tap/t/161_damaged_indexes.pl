# Damaged hash, GiST and SP-GiST indexes are measured as far as they go, or are unknown with a reason: no crash, no endless walk, no error.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Utils;
use Test::More;

my $indexes = 84;
my $page    = 8192;
my $node    = new_node('damaged_indexes');
$node->safe_psql('postgres', "CREATE TABLE t (a int, b text, p point, r int4range) WITH (autovacuum_enabled = off);
    INSERT INTO t SELECT n % 300, md5(n::text), point(n % 97, n % 89), int4range(n, n + 100) FROM generate_series(1, 12000) n");
my @kinds = ('hash (a)', 'gist (p)', 'spgist (b)', 'hash (b)', 'gist (r)', 'spgist (p)', 'spgist (r)');
$node->safe_psql('postgres', join('', map { "CREATE INDEX i$_ ON t USING $kinds[$_ % @kinds];" } 1 .. $indexes));
$node->safe_psql('postgres', 'DELETE FROM t WHERE a % 5 = 0; VACUUM t; DELETE FROM t WHERE a % 7 = 0; CHECKPOINT');
my %file = map { $_ => $node->data_dir . '/' . $node->safe_psql('postgres', "SELECT pg_relation_filepath('i$_')") } 1 .. $indexes;
$node->stop;

damage_files(\%file,
    # every page is its own neighbour
    sub { my ($bytes) = @_; substr($$bytes, $page * ($_ + 1) - $_ % 4 * 4 - 4, 4) = pack 'L', $_ for 1 .. length($$bytes) / $page - 1 },
    # the metapage
    sub { my ($bytes) = @_; substr($$bytes, 32 + 4 * int rand 60, 4) = pack 'L', (int rand 10, 2**32 - 1, 2**31)[int rand 3] for 1 .. 6 },
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
