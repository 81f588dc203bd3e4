# A crash resets the counters of use: an index that they say nothing about any more is unknown, not unused.
use strict;
use warnings;
use PgopsNode;
use Test::More;

my $node = new_node('crash', conf => "session_preload_libraries = 'pgops_ext'\npgops.min_relation_size = 0\npgops.min_statistics_age = 3s\n");
$node->safe_psql('postgres', 'CREATE TABLE t (id int PRIMARY KEY, a int); CREATE INDEX never_scanned ON t (a); INSERT INTO t SELECT n, n FROM generate_series(1, 100) n');

my $found  = q{SELECT string_agg(object, ',') FROM pgops.run_checks(ARRAY['unused_index'])};
my $status = q{SELECT status, findings, reason LIKE '%younger than pgops.min_statistics_age%' FROM pgops.check_status WHERE check_id = 'unused_index'};

is($node->safe_psql('postgres', $found), '', 'counters too young prove nothing');
is($node->safe_psql('postgres', $status), 'skipped|0|t', 'and the check says so');
$node->poll_query_until('postgres', "SELECT ($found) = 'public.never_scanned'") or die 'never found';
pass('old enough, the index is unused');

$node->restart;
is($node->safe_psql('postgres', $found), 'public.never_scanned', 'an orderly restart keeps the counters');

$node->stop('immediate');
$node->start;
is($node->safe_psql('postgres', $found), '', 'a crash makes it unknown again');
is($node->safe_psql('postgres', $status), 'skipped|0|t', 'and the check says so');
$node->poll_query_until('postgres', "SELECT ($found) = 'public.never_scanned'") or die 'never found';
pass('until the counters are old enough again');

# A reset by hand is a beginning, too.
$node->safe_psql('postgres', 'SELECT pg_stat_reset()');
is($node->safe_psql('postgres', $found), '', 'pg_stat_reset makes it unknown again');
$node->poll_query_until('postgres', "SELECT ($found) = 'public.never_scanned'") or die 'never found';

# A rebuilt index was not there to be used before.
$node->safe_psql('postgres', 'REINDEX INDEX never_scanned');
is($node->safe_psql('postgres', $found), '', 'a rebuilt index is unknown');
# Resetting what is no counter of use (the archiver's) makes nothing younger or older.
$node->poll_query_until('postgres', "SELECT ($found) = 'public.never_scanned'") or die 'never found';
$node->safe_psql('postgres', q{SELECT pg_stat_reset_shared('archiver')});
is($node->safe_psql('postgres', $found), 'public.never_scanned', 'a reset of other counters changes nothing');

done_testing();
