# Schedules through a real pg_cron: a snapshot each minute, and what schedule_check says where it does not work.
use strict;
use warnings;
use PgopsNode;
use Test::More;

chomp(my $lib = `pg_config --pkglibdir`);
plan skip_all => 'pg_cron is not installed (postgresql-15-cron)' if !-f "$lib/pg_cron.so";

# Without background workers pg_cron connects over TCP, as it does by default.
my $node = new_node('cron', without_extension => 1, conf => <<"CONF");
shared_preload_libraries = 'pg_cron'
cron.database_name = 'postgres'
cron.use_background_workers = on
listen_addresses = '127.0.0.1'
max_worker_processes = 20
CONF
$node->safe_psql('postgres', 'CREATE EXTENSION pgops_ext; CREATE DATABASE elsewhere');
sub line { return (split /\n/, $node->safe_psql(@_))[0] }
my $check = q{SELECT coalesce(status, '-') || '|' || coalesce(problem, '-') || '|' || coalesce(remedy, '-') FROM pgops.schedule_check WHERE job = 'snapshot'};
# pg_cron starts jobs at full minutes only.
sub after_next_run {
    my ($condition, $what) = @_;
    for (1 .. 140) {
        return 1 if $node->safe_psql('postgres', $condition) eq 't';
        sleep 1;
    }
    diag($what . ': ' . $node->safe_psql('postgres', 'SELECT * FROM cron.job_run_details ORDER BY runid DESC LIMIT 3'));
    return 0;
}

# Loaded, not created; and in another database.
like($node->safe_psql('postgres', q{SELECT pgops.schedule('snapshot', '* * * * *')}), qr/CREATE EXTENSION pg_cron; SELECT pgops.schedule\('snapshot', '\* \* \* \* \*'\);/, 'pg_cron that is not created');
$node->safe_psql('postgres', 'CREATE EXTENSION pg_cron');
$node->safe_psql('elsewhere', 'CREATE EXTENSION pgops_ext');
my $there = $node->safe_psql('elsewhere', q{SELECT pgops.schedule('snapshot', '* * * * *')});
like($there, qr/pg_cron works in the database postgres. Run this there:\n/, 'pg_cron in another database');
$node->safe_psql('postgres', (split /\n/, $there)[1]);
is($node->safe_psql('postgres', q{SELECT jobname, database, command FROM cron.job}), 'pgops:elsewhere:snapshot|elsewhere|SELECT pgops.take_snapshot();', 'its command makes the job');
like($node->safe_psql('elsewhere', $check), qr/^-\|-\|SELECT .* in the database postgres tells about the last run/, 'schedule_check says where to look');

# Here: idempotent, changed, taken back.
like($node->safe_psql('postgres', $check), qr/pg_cron has no such job.*\|SELECT pgops.schedule\('snapshot', '\* \* \* \* \*'\);/, 'a job that was only noted');
is($node->safe_psql('postgres', q{SELECT pgops.schedule('snapshot', '0 1 * * *')}), 'changed pgops:postgres:snapshot from * * * * * to 0 1 * * *', 'changed');
is($node->safe_psql('postgres', q{SELECT pgops.schedule('snapshot', '* * * * *')}), 'changed pgops:postgres:snapshot from 0 1 * * * to * * * * *', 'and changed back');
is($node->safe_psql('postgres', q{SELECT pgops.schedule('snapshot', '* * * * *')}), 'pgops:postgres:snapshot stays at * * * * *', 'the same again');
is($node->safe_psql('postgres', q{SELECT pgops.schedule('purge', '30 3 * * *')}), 'scheduled pgops:postgres:purge at 30 3 * * *', 'another job');
is($node->safe_psql('postgres', q{SELECT string_agg(jobname || ' ' || schedule, ', ' ORDER BY jobname) FROM cron.job WHERE database = 'postgres'}),
    'pgops:postgres:purge 30 3 * * *, pgops:postgres:snapshot * * * * *', 'one job each');
is($node->safe_psql('postgres', q{SELECT pgops.unschedule('purge')}), 'unscheduled pgops:postgres:purge', 'unscheduled');

# A role without rights: scheduled, but its run fails. It starts at the same minute as the superuser's.
$node->safe_psql('postgres', 'CREATE ROLE worker LOGIN; GRANT pg_monitor TO worker; GRANT EXECUTE ON FUNCTION pgops.schedule(text, text) TO worker; GRANT INSERT, UPDATE ON pgops.jobs TO worker');
like(fails($node, 'postgres', q{SELECT pgops.schedule('purge', '* * * * *')}, extra_params => ['-U', 'worker']), qr/pg_cron refuses the job: permission denied for schema cron.*GRANT USAGE ON SCHEMA cron TO worker;/s, 'pg_cron is not granted');
$node->safe_psql('postgres', 'GRANT USAGE ON SCHEMA cron TO worker');
is($node->safe_psql('postgres', q{SELECT pgops.schedule('purge', '* * * * *')}, extra_params => ['-U', 'worker']), 'scheduled pgops:postgres:purge at * * * * *', 'a role of its own schedules');

# Two minutes: snapshots appear, here and elsewhere, and the failure is explained.
ok(after_next_run('SELECT count(*) >= 1 FROM pgops.snapshots', 'first'), 'a snapshot appears');
ok(after_next_run('SELECT count(*) >= 2 FROM pgops.snapshots', 'second'), 'and a minute later another one');
like($node->safe_psql('postgres', $check), qr/^(succeeded|running|starting)\|-\|-$/, 'schedule_check has nothing to say');
is($node->safe_psql('postgres', q{SELECT count(*) FROM pgops.run_checks(ARRAY['job_stale'])}), '0', 'nothing is stale');
cmp_ok($node->safe_psql('elsewhere', 'SELECT count(*) FROM pgops.snapshots'), '>=', 1, 'the other database has its own');
(my $purge = $check) =~ s/'snapshot'/'purge'/;
like($node->safe_psql('postgres', $purge), qr/^failed\|worker lacks a right: ERROR:\s+permission denied for function purge\|doc\/operation.md/, 'missing grants are explained');

# Switched off.
$node->safe_psql('postgres', q{SELECT cron.alter_job(jobid, active := false) FROM cron.job});
like($node->safe_psql('postgres', $check), qr/\|the job is switched off in pg_cron\|SELECT cron.alter_job\(\d+, active := true\);/, 'a job that is switched off');

# scram with host connections: pg_cron has no password.
$node->safe_psql('postgres', q{SELECT cron.alter_job(jobid, active := jobname = 'pgops:postgres:snapshot') FROM cron.job});
$node->append_conf('postgresql.conf', "cron.use_background_workers = off\n");
open my $hba, '>', $node->data_dir . '/pg_hba.conf' or die $!;
print $hba "local all all trust\nhost all all all scram-sha-256\n";
close $hba;
$node->restart;
my $runs = $node->safe_psql('postgres', 'SELECT max(runid) FROM cron.job_run_details');
ok(after_next_run("SELECT count(*) > 0 FROM cron.job_run_details WHERE runid > $runs AND status = 'failed'", 'scram'), 'a run fails');
like($node->safe_psql('postgres', $check), qr/^failed\|pg_cron could not connect as postgres: .* has no password.*\|ALTER SYSTEM SET cron.use_background_workers = on;/, 'a connection that failed is explained');

done_testing();
