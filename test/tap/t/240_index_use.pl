# An index that only a standby uses: the primary has not seen its scans, says so, and gives no command.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Cluster;
use Test::More;

my $conf = "pgops.min_relation_size = 0\npgops.min_statistics_age = 0\nsession_preload_libraries = 'pgops_ext'\n";
my $primary = new_node('primary', init => { allows_streaming => 1 }, conf => $conf);
$primary->safe_psql('postgres', <<'SQL');
CREATE TABLE orders (id int PRIMARY KEY, placed int, state int, other int);
CREATE INDEX reports_only ON orders (placed);
CREATE INDEX twin ON orders (state);
CREATE INDEX twin_too ON orders (state);
INSERT INTO orders SELECT n, n, n, n FROM generate_series(1, 10000) n;
VACUUM ANALYZE orders;
SQL
my $found = q{SELECT object, confidence, fix_sql FROM pgops.run_checks(ARRAY['unused_index']) ORDER BY object};
my $usage = q{SELECT relation, verdict, reason LIKE '%standbys are connected%', fix_sql FROM pgops.index_usage
              WHERE table_relation = 'orders'::regclass ORDER BY relation::text COLLATE "C"};
my $drop = 'DROP INDEX CONCURRENTLY public.reports_only;';
is($primary->safe_psql('postgres', $found), "public.reports_only|exact|$drop", 'alone, the server knows of all scans');
like($primary->safe_psql('postgres', $usage), qr/^reports_only\|unused\|f\|\Q$drop\E$/m, 'and index_usage gives the command');

$primary->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->start;
$primary->wait_for_catchup($standby);
$standby->safe_psql('postgres', 'SET enable_seqscan = off; SELECT other FROM orders WHERE placed = 7');
$standby->poll_query_until('postgres', q{SELECT idx_scan > 0 FROM pg_stat_user_indexes WHERE indexrelname = 'reports_only'}) or die 'the scan was not counted';

is($primary->safe_psql('postgres', $found), "public.reports_only|review|$drop", 'with a standby a person looks there first');
my $beside = $primary->safe_psql('postgres', $usage);
like($beside, qr/^reports_only\|unused\|t\|$/m, 'index_usage, which has no column for confidence, gives no command, and says why');
like($beside, qr/^twin_too\|duplicate\|f\|DROP INDEX CONCURRENTLY public\.twin_too;$/m, 'a twin can go wherever it is used');
like($standby->safe_psql('postgres', $usage), qr/^reports_only\|used\|f\|$/m, 'the standby has seen its own scan');

# Counters that a crash took away prove nothing, whatever replicas say.
$primary->stop('immediate');
$primary->append_conf('postgresql.conf', "pgops.min_statistics_age = '1h'\n");
$primary->start;
is($primary->safe_psql('postgres', $found), '', 'after a crash nothing is unused');
like($primary->safe_psql('postgres', $usage), qr/^reports_only\|unknown\|/m, 'but unknown');
$standby->stop;
$primary->stop;
done_testing();
