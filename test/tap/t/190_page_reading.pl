# While pages are read: whoever waits for the relation gets it, a cancel ends it at once, and a damaged page is counted, never fatal.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time sleep);

my $node = new_node('pages', init => { extra => ['--data-checksums'] }, conf => "autovacuum = off\nshared_buffers = 64MB\n");

# 100 MB, so that reading all of it takes a moment.
$node->safe_psql('postgres', <<'SQL');
CREATE TABLE large (id int, payload text) WITH (fillfactor = 20);
INSERT INTO large SELECT n, repeat('x', 100) FROM generate_series(1, 140000) n;
CREATE TABLE damaged (id int, payload text);
INSERT INTO damaged SELECT n, repeat('x', 100) FROM generate_series(1, 40000) n;
CREATE TABLE sound (LIKE damaged);
INSERT INTO sound SELECT * FROM damaged;
DELETE FROM sound WHERE id % 4 <> 0;
SQL
my $over_and_over = q{SELECT trust, count(*) FROM generate_series(1, %d) n, pgops.relation_bloat('large', 1000000 + n) GROUP BY trust ORDER BY trust};
my $begun = time;
is($node->safe_psql('postgres', sprintf($over_and_over, 10)), 'ok|10', 'it can be read');
my $one = (time - $begun) / 10;
note sprintf 'reading all of it takes %.3f s', $one;

# Somebody who wants to change the table. The reader gives up what it is at, and says so.
my $reader = $node->background_psql('postgres', on_error_stop => 0);
my $changer = $node->background_psql('postgres');
my ($given_up, $longest) = (0, 0);
for my $attempt (1 .. 10) {
    my $rounds = 2 + int(1.5 / $one);
    $reader->{stdin} .= sprintf($over_and_over, $rounds) . ";\n\\echo end of $attempt\n";
    $reader->{run}->pump_nb;
    sleep 0.2 + $attempt * $one / 10;
    $begun = time;
    $changer->query_safe('BEGIN');
    $changer->query_safe('LOCK TABLE large IN ACCESS EXCLUSIVE MODE');
    $longest = time - $begun if time - $begun > $longest;
    $changer->query_safe('ROLLBACK');
    pump_until($reader->{run}, $reader->{timeout}, \$reader->{stdout}, qr/end of $attempt/) or die 'the reader does not come to its end';
    ++$given_up if $reader->{stdout} =~ /given up, because another session waits for a lock on it/;
    unlike($reader->{stdout}, qr/(?!ok|given up|locked by (process|another session))^\w.*\|\d+$/m, "nothing else happens, attempt $attempt");
    $reader->{stdout} = '';
    last if $given_up >= 2;
}
cmp_ok($given_up, '>=', 1, 'a measurement is given up for whoever waits');
cmp_ok($longest, '<', 1, sprintf 'who gets it at once (%.3f s at most)', $longest);
is($reader->query_safe(sprintf $over_and_over, 1), 'ok|1', 'and later it is measured again');

# A cancel while pages are read.
my @late;
for my $step (1 .. 20) {
    my $milliseconds = 20 + 17 * $step;
    $reader->{stderr} = '';
    $begun = time;
    $reader->query("SET statement_timeout = $milliseconds; SELECT count(*) FROM generate_series(1, 1000) n, pgops.relation_bloat('large', 1000000 + n); SET statement_timeout = 0");
    push @late, time - $begun - $milliseconds / 1000;
    fail("no cancel: $reader->{stderr}") if $reader->{stderr} !~ /canceling statement due to statement timeout/;
}
$reader->{stderr} = '';
@late = sort { $a <=> $b } @late;
cmp_ok($late[10], '<', 0.1, sprintf 'a cancel ends the reading within 100 ms (%.3f s, at most %.3f s)', $late[10], $late[-1]);
$reader->query_safe('SET statement_timeout = 0');
is($reader->query_safe(q{SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'large'::regclass}), '0', 'and leaves no lock');
$_->quit for $reader, $changer;

# A page whose checksum is wrong, and one that is zeroed.
my $sound = $node->safe_psql('postgres', q{SELECT relation, bloat_percent, trust FROM pgops.relation_bloat('sound', 100000)});
my $before = $node->safe_psql('postgres', q{SELECT bloat_percent FROM pgops.relation_bloat('damaged', 100000)});
my $file = $node->data_dir . '/' . $node->safe_psql('postgres', q{SELECT pg_relation_filepath('damaged')});
$node->stop;
open(my $pages, '+<:raw', $file) or die "$file: $!";
for my $page ([ 7, 'garbage' x 100 ], [ 20, "\0" x 8192 ]) {
    seek($pages, $page->[0] * 8192, 0) or die $!;
    print {$pages} $page->[1];
}
close($pages) or die $!;
$node->start;
is($before, '0', 'before, nothing is wasted');
my $figures = $node->safe_psql('postgres', q{SELECT method, bloat_percent BETWEEN 0.01 AND 1, trust FROM pgops.relation_bloat('damaged', 100000)});
is($figures, 'exact|t|1 of the pages read are damaged', 'the damaged page is counted, the zeroed one holds no rows');
is($node->safe_psql('postgres', q{SELECT method, trust IN ('ok', '1 of the pages read are damaged') FROM pgops.relation_bloat('damaged')}), 'sampled|t', 'a sample may meet it');
is($node->safe_psql('postgres', q{SELECT relation, bloat_percent, trust FROM pgops.relation_bloat('sound', 100000)}), $sound, 'another table is measured as before');
is($node->safe_psql('postgres', q{SELECT count(*) FROM pgops.table_bloat WHERE relation IN ('sound'::regclass, 'damaged'::regclass, 'large'::regclass)}), '3', 'the view comes to its end');
is($node->safe_psql('postgres', q{SET pgops.min_relation_size = 0; SET pgops.bloat_bytes = 0; SELECT check_id, reason FROM pgops.check_status WHERE status = 'failed'}), '', 'and no check fails');
is($node->safe_psql('postgres', q{SELECT count(*) FROM pgops.run_checks(ARRAY['table_bloat']) WHERE object = 'public.sound'}), '0', 'below the thresholds');
# The server has been started anew: what of the table is in its cache now was put there by the readings above,
# each through 32 buffers of its own.
$node->safe_psql('postgres', q{CREATE EXTENSION pg_buffercache; SELECT * FROM pgops.relation_bloat('large', 1000000)});
cmp_ok($node->safe_psql('postgres', q{SELECT count(*) FROM pg_buffercache WHERE relfilenode = pg_relation_filenode('large') AND relforknumber = 0}), '<', 200,
    'reading 12,000 pages leaves few of them in the cache');
is(sqlstate($node, 'postgres', 'SELECT count(*) FROM damaged'), 'XX001', 'while a query over it fails');

done_testing();
