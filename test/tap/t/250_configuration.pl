# Configuration: servers that are really set up so, and look-alikes that are not found.
use strict;
use warnings;
use File::Copy qw(copy move);
use File::Path qw(make_path);
use PgopsNode;
use PostgreSQL::Test::Utils;
use Test::More;

sub objects {
    my ($node, $check, $database) = @_;
    return $node->safe_psql($database // 'postgres', "SELECT string_agg(object || ' ' || severity, ', ' ORDER BY object) FROM pgops.run_checks(ARRAY['$check'])");
}
sub reload {
    my ($node, $sql) = @_;
    my $loaded = $node->safe_psql('postgres', 'SELECT pg_conf_load_time()');
    $node->safe_psql('postgres', $_) for ref $sql ? @$sql : $sql // ();
    $node->safe_psql('postgres', 'SELECT pg_reload_conf()');
    $node->poll_query_until('postgres', "SELECT pg_conf_load_time() > '$loaded'") or die 'no reload';
    return;
}

# A server that somebody has tuned for its machine gives nothing above info.
my $memory = do { slurp_file('/proc/meminfo') =~ /MemTotal:\s+(\d+)/; int($1 / 1024) };
my $tuned  = new_node('tuned', conf => join "\n",
    'shared_buffers = ' . int($memory / 16) . 'MB', 'effective_cache_size = ' . int($memory / 2) . 'MB', 'work_mem = 8MB', 'maintenance_work_mem = 128MB',
    'max_connections = 50', 'max_wal_size = 4GB', 'random_page_cost = 1.1', 'effective_io_concurrency = 200', 'log_lock_waits = on', 'log_temp_files = 10MB',
    'log_min_duration_statement = 1s', "log_line_prefix = '%m [%p] %q%u\@%d '", 'track_io_timing = on', "shared_preload_libraries = 'pg_stat_statements'",
    'idle_in_transaction_session_timeout = 10min', 'autovacuum_naptime = 1min', 'log_min_messages = warning', "log_statement = 'none'", 'fsync = on',
    'full_page_writes = on', 'synchronous_commit = on', '');
$tuned->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements');
$tuned->safe_psql('postgres', 'CHECKPOINT') for 1 .. 12;
is($tuned->safe_psql('postgres', q{SELECT string_agg(check_id || ' ' || object, ', ') FROM pgops.run_checks(ARRAY['configuration']) WHERE severity <> 'info'}),
    '', 'a tuned server gives nothing above info, checkpoints asked for by hand among it');
is($tuned->safe_psql('postgres', q{SELECT count(*) FROM pgops.check_status WHERE area = 'configuration' AND status = 'failed'}), '0', 'nothing failed');

# A cluster as Debian makes it: the sample of a configuration with Debian's own lines, and its rules for connections.
my $fresh = PostgreSQL::Test::Cluster->new('fresh');
$fresh->init(no_data_checksums => 1);
chomp(my $samples = `pg_config --sharedir`);
copy("$samples/postgresql.conf.sample", $fresh->data_dir . '/postgresql.conf') or die "sample: $!";
offer_extension($fresh);
$fresh->append_conf('postgresql.conf', sprintf "port = %d\nunix_socket_directories = '%s'\nmax_connections = 100\nshared_buffers = 128MB\ndynamic_shared_memory_type = posix\n"
    . "max_wal_size = 1GB\nmin_wal_size = 80MB\nlog_line_prefix = '%%m [%%p] %%q%%u@%%d '\ncluster_name = '15/main'\n", $fresh->port, $fresh->host);
unlink $fresh->data_dir . '/pg_hba.conf' or die "pg_hba.conf: $!";
$fresh->append_conf('pg_hba.conf', join "\n", map { join ' ', @$_ } ([qw(local all postgres peer)], [qw(local all all peer)], [qw(host all all 127.0.0.1/32 scram-sha-256)],
    [qw(host all all ::1/128 scram-sha-256)], [qw(local replication all peer)], [qw(host replication all 127.0.0.1/32 scram-sha-256)], [qw(host replication all ::1/128 scram-sha-256)], []));
$fresh->start;
$fresh->safe_psql('postgres', 'CREATE EXTENSION pgops_ext');
my @at_first = split /\n/, $fresh->safe_psql('postgres', q{SELECT check_id || ' ' || object || ' ' || severity FROM pgops.run_checks(ARRAY['activity', 'configuration', 'security', 'resilience', 'query']) ORDER BY 1});
note join "\n", @at_first;
cmp_ok(scalar @at_first, '<=', 10, 'a fresh cluster has at most ten findings') or diag join "\n", @at_first;
is(scalar(grep { / (?:critical|high)$/ } @at_first), 0, 'none of them urgent, though the command line sets cluster_name, too') or diag join "\n", @at_first;

# The fixes of a server as it comes from initdb, one by one.
my $bare = new_node('bare', init => { extra => ['--wal-segsize=1'] }, conf => "max_wal_size = 2MB\nmin_wal_size = 2MB\nrandom_page_cost = 0.5\neffective_cache_size = 4TB\ntrack_counts = on\nlog_min_messages = panic\n");
is(objects($bare, 'planner_costs'), 'random_page_cost low', 'random pages that cost less than sequential ones');
like(objects($bare, 'memory'), qr/effective_cache_size low/, 'more cache than memory');
is(objects($bare, 'logging'), 'logging medium', 'errors that are not logged');
is(objects($bare, 'checkpoints'), '', 'no forced checkpoints yet');
$bare->safe_psql('postgres', 'CREATE TABLE filler (t text)');
$bare->safe_psql('postgres', q{INSERT INTO filler SELECT repeat(md5(i::text), 20) FROM generate_series(1, 4000) i}) for 1 .. 30;
ok($bare->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pgops.run_checks(ARRAY['checkpoints']) WHERE object = 'max_wal_size'}), 'checkpoints forced by WAL');
for my $check (qw(planner_costs memory logging checkpoints)) {
    my $commands = $bare->safe_psql('postgres', "SELECT string_agg(fix_sql, E'\\n') FROM pgops.run_checks(ARRAY['$check']) WHERE object <> 'shared_buffers'");
    is(join(' ', map { sqlstate($bare, 'postgres', $_) } split /\n/, $commands) =~ s/00000 ?//gr, '', "the fix of $check runs as printed");
}
reload($bare);
is(objects($bare, $_), undef // '', "$_ is mended") for (qw(planner_costs logging));
unlike(objects($bare, 'memory'), qr/effective_cache_size low/, 'memory is mended');

# What waits for a restart, and what the server refuses; who may read that.
reload($bare, 'ALTER SYSTEM SET max_connections = 77');
is($bare->safe_psql('postgres', q{SELECT object, evidence->>'file_value' FROM pgops.run_checks(ARRAY['pending_restart'])}), 'max_connections|77', 'pending, with the value to come');
is(objects($bare, 'configuration_file_error'), '', 'and no error');
# Nothing of it is loaded: the server reads the files, finds the errors and keeps what it has.
my %good = map { $_ => slurp_file($bare->data_dir . "/$_") } qw(postgresql.conf pg_hba.conf);
$bare->append_conf('postgresql.conf', "work_memm = '4MB'");
$bare->append_conf('pg_hba.conf', 'host all all 10.0.0.0/8 trusted');
like(objects($bare, 'configuration_file_error'), qr/^pg_hba.conf line \d+ high, work_memm high$/, 'errors in both files');
$bare->safe_psql('postgres', 'CREATE ROLE watcher LOGIN IN ROLE pg_monitor');
my @as = (extra_params => ['-U', 'watcher']);
my $seen = q{SELECT status, reason FROM pgops.check_status WHERE check_id = 'configuration_file_error'};
like($bare->safe_psql('postgres', $seen, @as), qr/^skipped\|.*GRANT SELECT ON pg_file_settings.*GRANT SELECT ON pg_hba_file_rules/, 'skipped with the missing right named');
is($bare->safe_psql('postgres', q{SELECT object FROM pgops.run_checks(ARRAY['pending_restart'])}, @as), 'max_connections', 'pg_monitor sees what waits');
$bare->safe_psql('postgres', 'GRANT SELECT ON pg_file_settings, pg_hba_file_rules TO watcher; GRANT EXECUTE ON FUNCTION pg_show_all_file_settings(), pg_hba_file_rules() TO watcher');
like($bare->safe_psql('postgres', $seen, @as), qr/^found\|/, 'with that right it is found');

for my $name (sort keys %good) {
    open my $file, '>', $bare->data_dir . "/$name" or die $!;
    print $file $good{$name};
    close $file;
}
is(objects($bare, 'configuration_file_error'), '', 'the lines are gone, and so are the errors');

# Counting.
reload($bare, ['ALTER SYSTEM SET track_counts = off', 'ALTER SYSTEM SET track_activities = off']);
is(objects($bare, 'tracking_off'), 'pg_stat_statements low, track_activities medium, track_counts high, track_io_timing info', 'nothing is counted');
is($bare->safe_psql('postgres', 'SET track_counts = on; ' . q{SELECT count(*) FROM pgops.run_checks(ARRAY['tracking_off']) WHERE object = 'track_counts'}), '1', "a session's own value is not the server's");
is(objects($bare, 'statement_timeouts'), 'idle_in_transaction_session_timeout info', 'no end of idle transactions, and nobody who sits there');
is($bare->safe_psql('postgres', q{SELECT count(*) FROM pgops.run_checks(ARRAY['version_end_of_life', 'version_outdated']) WHERE severity = 'critical'}), '0', 'versions are judged');

# Databases.
$bare->safe_psql('postgres', q{CREATE DATABASE ascii ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0});
$bare->safe_psql('postgres', q{CREATE DATABASE plain ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0});
$bare->safe_psql('postgres', q{CREATE DATABASE modern ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8' TEMPLATE template0});
$bare->safe_psql($_, 'CREATE EXTENSION pgops_ext; CREATE TABLE t (a text)') for (qw(ascii plain modern));
is(join(' / ', map { objects($bare, 'encoding_not_utf8', $_) . ',' . objects($bare, 'c_locale', $_) } qw(ascii plain modern)),
    'ascii medium, / ,plain info / ,', 'SQL_ASCII, ASCII letters in UTF-8, and C.UTF-8, which is fine');

# Extensions.
$bare->safe_psql('postgres', q{CREATE EXTENSION pg_stat_statements VERSION '1.4'});
is(objects($bare, 'extension_outdated'), 'pg_stat_statements low', 'an extension of an older version');
is(sqlstate($bare, 'postgres', $bare->safe_psql('postgres', q{SELECT fix_sql FROM pgops.run_checks(ARRAY['extension_outdated'])})), '00000', 'its fix runs');
is(objects($bare, 'extension_outdated'), '', 'and mends');

# A program that was replaced while it ran: the copy of a server, whose file another one then takes the place of.
chomp(my $bin = `pg_config --bindir`);
chomp(my $share = `pg_config --sharedir`);
my $tree = PostgreSQL::Test::Utils::tempdir();
make_path("$tree$bin");
make_path("$tree" . ($share =~ s{/[^/]+$}{}r));
symlink $share, "$tree$share" or die $!;
my $lib = $bin =~ s{/bin$}{/lib}r;
symlink $lib, "$tree$lib" or die $!;
# Debian looks for staged files below the program's own folders.
make_path("$ENV{STAGE}$tree");
symlink "$ENV{STAGE}/usr", "$ENV{STAGE}$tree/usr" or die $!;
for my $program (qw(postgres initdb pg_ctl psql pg_config)) {
    copy("$bin/$program", "$tree$bin/$program") or die "$program: $!";
    chmod 0755, "$tree$bin/$program";
}
my $copied = PostgreSQL::Test::Cluster->new('copied');
$copied->init;
offer_extension($copied);
my $data = $copied->data_dir;
$copied->append_conf('postgresql.conf', 'logging_collector = off');
system("$tree$bin/postgres -D '$data' >'$tree/log' 2>&1 & echo \$! >'$tree/pid'") == 0 or die;
my $pid = 0 + slurp_file("$tree/pid");
my $ask = sub { my ($sql) = @_; my $out = `psql -XAtq -h '@{[$copied->host]}' -p @{[$copied->port]} -d postgres -c "$sql" 2>/dev/null`; chomp $out; return $out };
for (1 .. 100) { last if $ask->('SELECT 1') eq '1'; select undef, undef, undef, 0.1 }
$ask->('CREATE EXTENSION pgops_ext');
my $replaced = q{SELECT finding FROM pgops.run_checks(ARRAY['server_not_restarted'])};
is($ask->('SELECT count(*) FROM pg_extension'), '2', 'the copied server has the extension');
is($ask->($replaced), '', 'a program as it was started');
my $program = slurp_file("$tree$bin/postgres");
(my $version = $ask->('SHOW server_version')) =~ s/ .*//;
(my $newer = $version) =~ s/\d$/9/;
$newer =~ s/9$/8/ if $newer eq $version;
$program =~ s/postgres \(PostgreSQL\) \Q$version\E/postgres (PostgreSQL) $newer/ or die 'no version in the program';
open my $out, '>:raw', "$tree$bin/postgres.new" or die $!;
print $out $program;
close $out;
chmod 0755, "$tree$bin/postgres.new";
move("$tree$bin/postgres.new", "$tree$bin/postgres") or die $!;
is($ask->($replaced), "runs $version, installed is $newer", 'the file of a newer version took its place');
kill 'INT', $pid;
for (1 .. 100) { last if !kill 0, $pid; select undef, undef, undef, 0.1 }

done_testing();
