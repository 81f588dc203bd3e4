# Resilience: archives that fail, standbys that are cut off, slots that nobody reads, and look-alikes that are not found.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $archive = PostgreSQL::Test::Utils::tempdir();
my $primary = new_node('primary',
    init => { allows_streaming => 1, extra => [ '--wal-segsize=1', '--data-checksums' ] },
    conf => "max_wal_size = 8MB\nmin_wal_size = 2MB\nwal_keep_size = 0\narchive_mode = on\narchive_command = ''\nwal_receiver_status_interval = 1s\nautovacuum = off\n");
$primary->safe_psql('postgres', 'CREATE ROLE watcher LOGIN IN ROLE pg_monitor; CREATE TABLE t (a text); INSERT INTO t SELECT generate_series(1, 100)');
my ($superuser) = $primary->safe_psql('postgres', 'SELECT current_user');

sub found {
    my ($node, $check, $columns, %options) = @_;
    my ($watcher, $all) =
        map { $node->safe_psql('postgres', ($options{set} // '') . "; SELECT $columns FROM pgops.run_checks(ARRAY['$check']) ORDER BY 1", extra_params => ['-U', $_]) } 'watcher', $superuser;
    is($watcher, $all, "$check: pg_monitor sees what a superuser sees") if $watcher ne $all;
    return $watcher;
}
sub reload {
    my ($node, $sql) = @_;
    my $loaded = $node->safe_psql('postgres', 'SELECT pg_conf_load_time()');
    $node->safe_psql('postgres', $sql);
    $node->safe_psql('postgres', 'SELECT pg_reload_conf()');
    $node->poll_query_until('postgres', "SELECT pg_conf_load_time() > '$loaded'") or die 'no reload';
    return;
}
sub write_wal { $primary->safe_psql('postgres', q{INSERT INTO t SELECT repeat(md5(i::text), 30) FROM generate_series(1, 1000) i; SELECT pg_switch_wal()}); return }

# Nothing that brings the data back.
is(found($primary, 'no_recovery_path', 'finding_key', set => "SET pgops.min_relation_size = '1TB'"), 'no_recovery_path:server', 'no archive, no standby');
is(found($primary, 'large_database_dump_only', 'object'), '', 'a small database may be dumped');
is(found($primary, 'large_database_dump_only', 'root_key', set => "SET pgops.large_database_size = '1kB'"), 'no_recovery_path:server', 'a large one may not; the cause is the same');
is(found($primary, $_, 'object'), '', "$_: none") for qw(archiving_failing archive_command_copy inactive_slot replication_lag synchronous_standby_missing checksums_off mixed_versions);
is($primary->safe_psql('postgres', q{SELECT string_agg(check_id || ' ' || status, ', ') FROM pgops.check_status WHERE area = 'resilience' AND status IN ('failed', 'skipped')}), '', 'nothing failed or was skipped');

# An archive_command that fails, and one that works again.
reload($primary, q{ALTER SYSTEM SET archive_command = 'false'});
is(found($primary, 'no_recovery_path', 'object'), '', 'there is an archive');
write_wal();
$primary->poll_query_until('postgres', 'SELECT failed_count > 0 FROM pg_stat_archiver') or die;
is(found($primary, 'archiving_failing', q{object, severity, evidence->>'last_failed_wal' ~ '^[0-9A-F]{24}$', (evidence->>'waiting_files')::int > 0, (evidence->>'wal_disk_free_bytes')::bigint > 0}),
    'archiver|high|t|t|t', 'the archiver fails');
reload($primary, qq{ALTER SYSTEM SET archive_command = 'test ! -f "$archive/%f" && cp "%p" "$archive/%f"'});
$primary->poll_query_until('postgres', 'SELECT last_archived_time > last_failed_time FROM pg_stat_archiver') or die;
is(found($primary, 'archiving_failing', 'object'), '', 'it has succeeded since');
is(found($primary, 'archive_command_copy', 'finding, severity'), 'copies with cp, forces nothing to disk|low', 'a copy that is not forced to disk');
reload($primary, qq{ALTER SYSTEM SET archive_command = 'cp "%p" "$archive/%f"'});
is(found($primary, 'archive_command_copy', 'finding, severity'), 'copies with cp, may overwrite|medium', 'and one that may overwrite');
reload($primary, qq{ALTER SYSTEM SET archive_command = '/usr/local/bin/archive_with_cp %p'});
is(found($primary, 'archive_command_copy', 'object'), '', 'a program of its own may do it well');
reload($primary, q{ALTER SYSTEM SET archive_command = 'true'});
is(found($primary, 'archive_command_copy', 'finding, severity'), 'archives nothing and reports success|high', 'true is no archive');

# A standby with a slot.
$primary->safe_psql('postgres', q{SELECT pg_create_physical_replication_slot('of_standby', true)});
$primary->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->append_conf('postgresql.conf', "primary_slot_name = 'of_standby'\narchive_mode = off\n");
$standby->start;
$primary->wait_for_catchup($standby);
my $nothing = q{SET pgops.replication_lag_age = 0; SET pgops.replication_lag_bytes = 0};
is(found($primary, 'inactive_slot', 'object'), '', 'its slot is read');
is(found($primary, 'replication_lag', 'object', set => $nothing), '', 'and it is not behind');
is(found($standby, 'replication_lag', 'object', set => $nothing), '', 'which it says itself');
is($primary->safe_psql('postgres', q{SELECT status, reason ~ 'SELECT version' FROM pgops.check_status WHERE check_id = 'mixed_versions'}), 'skipped|t', 'its version is not known');

# Replay stands still: told by the standby, and by its primary once there is something to replay.
$standby->safe_psql('postgres', 'SELECT pg_wal_replay_pause()');
$standby->poll_query_until('postgres', q{SELECT pg_get_wal_replay_pause_state() = 'paused'}) or die;
is(found($standby, 'replication_lag', 'finding'), 'replay is paused', 'the standby tells that its replay is paused');
write_wal();
$primary->poll_query_until('postgres', q{SELECT flush_lsn - replay_lsn > 500000 FROM pg_stat_replication}) or die;
is(found($primary, 'replication_lag', 'object'), '', 'less than the bar');
like(found($primary, 'replication_lag', 'object, finding', set => q{SET pgops.replication_lag_bytes = '100kB'}), qr/^standby standby\|behind by .* of WAL$/, 'the primary sees how far it is behind');
is($standby->safe_psql('postgres', found($standby, 'replication_lag', 'fix_sql')), '', 'the fix goes on with it');
$primary->wait_for_catchup($standby);
is(found($standby, 'replication_lag', 'object'), '', 'and mends it');

# A synchronous standby.
reload($primary, q{ALTER SYSTEM SET synchronous_standby_names = 'standby'});
$primary->poll_query_until('postgres', q{SELECT sync_state = 'sync' FROM pg_stat_replication}) or die;
is(found($primary, 'synchronous_standby_missing', 'object'), '', 'it is connected');
$standby->stop('immediate');
$primary->poll_query_until('postgres', 'SELECT count(*) = 0 FROM pg_stat_replication') or die;
is(found($primary, 'synchronous_standby_missing', 'finding, severity'), '0 of 1 synchronous standby connected|high', 'and cut off');
my $writer = $primary->background_psql('postgres');
$writer->{stdin} .= "INSERT INTO t VALUES ('waits');\n";
$writer->{run}->pump_nb;
$primary->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'}) or die;
is(found($primary, 'synchronous_standby_missing', q{severity, evidence->>'sessions_waiting'}), 'critical|1', 'a session hangs');
reload($primary, found($primary, 'synchronous_standby_missing', 'fix_sql'));
$writer->query_safe('SELECT 1');
$writer->quit;
is(found($primary, 'synchronous_standby_missing', 'object'), '', 'the fix lets it go');
is($primary->safe_psql('postgres', 'SHOW synchronous_standby_names'), '', 'nobody is waited for');

# Its slot now keeps WAL.
# From 17 on the server tells since when; until then a slot without a reader is one.
is(found($primary, 'inactive_slot', 'object'), '', 'its reader may come back at once') if $primary->safe_psql('postgres', 'SHOW server_version_num') >= 170000;
$primary->safe_psql('postgres', 'ALTER DATABASE postgres SET pgops.inactive_slot_age = 0');
is(found($primary, 'inactive_slot', q{object, evidence->>'kind', fix_sql}),
    q{replication slot 'of_standby'|physical|SELECT pg_catalog.pg_drop_replication_slot('of_standby');}, 'a slot that nobody reads any more');
is(found($primary, 'wal_retention', 'object'), '', 'there is not much WAL yet');
write_wal() for 1 .. 20;
$primary->safe_psql('postgres', 'CHECKPOINT');
is(found($primary, 'wal_retention', q{object, root_key, evidence->>'slot', (evidence->>'disk_free_bytes')::bigint > 0}), 'pg_wal|inactive_slot:of_standby|of_standby|t', 'WAL that the slot holds');
is($primary->safe_psql('postgres', found($primary, 'inactive_slot', 'fix_sql')), '', 'dropping it');
$primary->safe_psql('postgres', 'CHECKPOINT') for 1 .. 2;
is(found($primary, $_, 'object'), '', "mends $_") for qw(inactive_slot wal_retention);

# Checksums.
my $file = $primary->data_dir . '/' . $primary->safe_psql('postgres', q{SELECT pg_relation_filepath('t')});
is(found($primary, 'checksums_off', 'object'), '', 'checksums are on, and none has failed');
$primary->stop;
open my $out, '+<:raw', $file or die $!;
seek $out, 4000, 0;
print $out 'damaged by the disk';
close $out;
$primary->start;
like(fails($primary, 'postgres', 'SELECT count(*) FROM t'), qr/invalid page/, 'a page fails its checksum');
$primary->poll_query_until('postgres', q{SELECT checksum_failures > 0 FROM pg_stat_database WHERE datname = 'postgres'}) or die;
is(found($primary, 'checksums_off', q{object, severity, evidence->>'database'}), 'checksum failures|critical|postgres', 'and is found');
my $without = new_node('without');
is($without->safe_psql('postgres', q{SELECT object || ' ' || severity FROM pgops.run_checks(ARRAY['checksums_off'])}),
    $without->safe_psql('postgres', 'SHOW data_checksums') eq 'off' ? 'data_checksums info' : '', 'a server without checksums');

done_testing();
