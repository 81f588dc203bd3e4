# What others hear and see: notifications after a snapshot, progress from another session and as NOTICEs, metrics through a real exporter.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = new_node('monitoring', conf => "listen_addresses = ''\n");
$node->safe_psql('postgres', 'CREATE TABLE prices (id bigint PRIMARY KEY, a money)');

# News, and only news.
my $listener = $node->background_psql('postgres');
$listener->query_safe('LISTEN pgops');
sub heard { return join "\n", $listener->query('SELECT 1') =~ /Asynchronous notification "pgops" with payload "(.*?)" received from/gs }
$node->safe_psql('postgres', 'SELECT pgops.take_snapshot()');
my $payload = heard();
like($payload, qr/"database": "postgres".*"keys": \[.*"money:public\.prices\.a"/, 'a listener hears what is new');
is($node->safe_psql('postgres', "SELECT (\$p\$$payload\$p\$::jsonb ->> 'new')::int = jsonb_array_length(\$p\$$payload\$p\$::jsonb -> 'keys')"), 't', 'as JSON');
$node->safe_psql('postgres', 'SELECT pgops.take_snapshot()');
unlike(heard(), qr/prices/, 'not what it has heard');
$node->safe_psql('postgres', 'CREATE TABLE many (id bigint PRIMARY KEY, ' . join(', ', map { sprintf '"%s%d" money', 'c' x 55, $_ } 1 .. 300) . '); SELECT pgops.take_snapshot()');
$payload = heard();
my $facts = "SELECT octet_length(p) < 8000, octet_length(p) > 7000, (p::jsonb ->> 'new')::int > 300, (p::jsonb ->> 'keys_left_out')::int > 100 FROM (VALUES (\$p\$$payload\$p\$)) v (p)";
is($node->safe_psql('postgres', $facts), 't|t|t|t', 'more news than there is room for');
$node->safe_psql('postgres', 'BEGIN; CREATE TABLE never (a money); SELECT pgops.take_snapshot(); ROLLBACK');
is(heard(), '', 'nothing of a snapshot that was rolled back');
$listener->quit;

# Progress, of a session that runs one check after the other until it is cancelled, and reads all pages of a table each time.
$node->safe_psql('postgres', 'CREATE TABLE large (id int, filler text) WITH (autovacuum_enabled = off); INSERT INTO large SELECT n, repeat(\'x\', 500) FROM generate_series(1, 150000) n');
my $run = $node->background_psql('postgres', on_error_stop => 0);
my $pid = backend_pid($run);
$run->query_until(qr/go/, "SET pgops.sample_pages = 1000000;\n\\echo go\nSELECT count(*) FROM generate_series(1, 1000000) n, LATERAL (SELECT count(*) FROM pgops.run_checks(CASE WHEN n > 0 THEN ARRAY['bloat'] END)) r;\n");
my $seen = '';
for (1 .. 300) {
    $seen = $node->safe_psql('postgres', "SELECT check_id, database_name, user_name = current_user, checks_total > checks_done, percent BETWEEN 0 AND 100, since <= now() FROM pgops.progress WHERE pid = $pid");
    last if $seen;
}
like($seen, qr/^\w+\|postgres\|t\|t\|t\|t$/, 'another session sees how far a run is');
$seen = '';
for (1 .. 600) {
    $seen = $node->safe_psql('postgres', "SELECT relation, pages_done <= pages_total, pages_total > 0 FROM pgops.progress WHERE pid = $pid AND relation IS NOT NULL");
    last if $seen;
}
like($seen, qr/\|t\|t$/, 'and which relation it reads, with its pages');
is($node->safe_psql('postgres', "SELECT count(*) FROM pg_stat_get_progress_info('VACUUM') WHERE pid = $pid"), '0', 'the server\'s own views do not take it for theirs');
$node->safe_psql('postgres', "SELECT pg_cancel_backend($pid)");
$node->poll_query_until('postgres', "SELECT state = 'idle' FROM pg_stat_activity WHERE pid = $pid") or die 'never cancelled';
is($node->safe_psql('postgres', "SELECT count(*) FROM pgops.progress WHERE pid = $pid"), '0', 'it is over after a cancel');
$run->{run}->finish;

# NOTICEs: none within the interval, and none when they are switched off.
my ($out, $notices) = ('', '');
$node->psql('postgres', q{SET pgops.progress_interval = '1s'; SELECT count(*) FROM pgops.findings}, stderr => \$notices);
is($notices, '', 'a short run says nothing');
$node->safe_psql('postgres', 'CREATE EXTENSION pgops_ext_test');
SKIP: {
    # The run looks at the clock between checks; relation_bloat of the whole table takes its time in one of them.
    $node->psql('postgres', q{SET pgops.progress_interval = '1s'; SET pgops.sample_pages = 1000000; SET pgops.page_budget = 1000000; SET pgops.bloat_percent = 1;
SELECT count(*) FROM generate_series(1, 3) n, LATERAL (SELECT count(*) FROM pgops.run_checks(CASE WHEN n > 0 THEN ARRAY['bloat'] END)) r}, stderr => \$notices);
    skip 'this machine is too fast', 1 if $notices eq '';
    like($notices, qr/NOTICE:  \d+ of \d+ checks done, \d+ pages read; next is \w+/, 'a long run says how far it is');
}

# A real exporter.
SKIP: {
    my $exporter = '/usr/bin/prometheus-postgres-exporter';
    skip 'prometheus-postgres-exporter is not installed', 5 if !-x $exporter;
    $node->safe_psql('postgres', 'CREATE ROLE exporter LOGIN; GRANT pg_monitor TO exporter');
    my $port = PostgreSQL::Test::Cluster::get_free_port();
    local $ENV{DATA_SOURCE_NAME} = 'user=exporter dbname=postgres sslmode=disable host=' . $node->host . ' port=' . $node->port;
    my $log = $node->basedir . '/exporter.log';
    defined(my $child = fork) or die $!;
    if (!$child) {
        open STDOUT, '>', $log;
        open STDERR, '>&', \*STDOUT;
        exec $exporter, '--disable-default-metrics', '--disable-settings-metrics', '--extend.query-path=monitoring/postgres_exporter.yaml', "--web.listen-address=127.0.0.1:$port";
        die $!;
    }
    require IO::Socket::INET;
    my $page = '';
    for (1 .. 100) {
        if (my $socket = IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port, Timeout => 5)) {
            print $socket "GET /metrics HTTP/1.0\r\n\r\n";
            $page = do { local $/; <$socket> };
            last if $page =~ /^pgops/m;
        }
        select undef, undef, undef, 0.2;
    }
    kill 'TERM', $child;
    waitpid $child, 0;
    like($page, qr/^pgops_findings_count\{area="schema",.*severity="low".*\} \d+$/m, 'the exporter shows findings by area and severity');
    like($page, qr/^pgops_last_snapshot_timestamp_seconds\{.*\} 1\.\d+e\+09$/m, 'and the age of the last snapshot');
    like($page, qr/^pgops_xid_age\{.*\} \d/m, 'and transaction ids');
    like($page, qr/^# HELP pgops_findings_count Findings/m, 'with their help');
    unlike(slurp_file($log), qr/level=error.*pgops/, 'and has no complaint');
}

done_testing();
