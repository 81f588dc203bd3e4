# Tables and indexes that come, change and go under a report: no error, no failed check, no waiting.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

my $node = new_node('concurrent');
my $script = $node->basedir . '/ddl.sql';
append_to_file($script, <<'SQL');
CREATE TABLE t:client_id (id serial PRIMARY KEY, a money, b int, c char(3), d json);
CREATE INDEX i1_:client_id ON t:client_id (b) WHERE c > 'a';
CREATE INDEX i2_:client_id ON t:client_id (b) WHERE c > 'a';
CREATE INDEX i3_:client_id ON t:client_id ((b + 1));
CREATE INDEX i4_:client_id ON t:client_id ((b + 1));
INSERT INTO t:client_id (b) VALUES (1);
ALTER TABLE t:client_id ALTER b TYPE bigint;
ALTER TABLE t:client_id RENAME TO r:client_id;
DROP INDEX i2_:client_id;
ALTER TABLE r:client_id DROP COLUMN c;
TRUNCATE r:client_id RESTART IDENTITY;
DROP TABLE r:client_id;
SQL
my $ddl = IPC::Run::start(['pgbench', '-n', '-c', '3', '-T', '8', '-f', $script, $node->connstr('postgres')], '>', \my $out, '2>', \my $error);
my $session = $node->background_psql('postgres', on_error_stop => 0);
$session->query_safe('SET lock_timeout = 500; SET pgops.min_relation_size = 0; SET pgops.min_statistics_age = 0');
my ($runs, $longest, %failures) = (0, 0);
my $until = time + 7;
while (time < $until) {
    my $begun = time;
    $session->{stderr} = '';
    my $failed = $session->query(q{SELECT check_id, reason FROM pgops.check_status WHERE status = 'failed'});
    $session->query('SELECT count(*) FROM pgops.findings WHERE pgops.explain(finding_key) IS NULL') if $runs % 5 == 0;
    $longest = time - $begun if time - $begun > $longest;
    $failures{ s/\d+/N/gr }++ for grep { $_ ne '' } split(/\n/, $failed), $session->{stderr};
    $runs++;
}
$ddl->finish;
note sprintf '%d runs beside it, the longest %.3f s', $runs, $longest;
cmp_ok($runs, '>', 20, 'reports went on');
is_deeply(\%failures, {}, 'no check failed, no statement either');
unlike($error, qr/ERROR|lock timeout|deadlock/, 'nobody else was disturbed');
is($session->query('SELECT count(*) > 0 FROM pgops.findings'), 't', 'the backend is well');
$session->quit;

done_testing();
