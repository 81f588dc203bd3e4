# Findings about sessions: who is named, who only looks like it, and that the printed command ends the right one.
use strict;
use warnings;
use PgopsNode;
use Test::More;

my $node = new_node('sessions');
$node->safe_psql('postgres', 'CREATE ROLE plain LOGIN; CREATE DATABASE other; CREATE TABLE dusty (a int); INSERT INTO dusty SELECT generate_series(1, 100)');
my $superuser = $node->safe_psql('postgres', 'SELECT current_user');

my @open;
sub session {
    my ($application, $role, $database) = @_;
    local $ENV{PGAPPNAME} = $application;
    my $session = $node->background_psql($database // 'postgres', extra_params => ['-U', $role // $superuser]);
    push @open, $session;
    return $session;
}

my $found = q{SELECT finding_key, finding, fix_sql IS NULL FROM pgops.run_checks(ARRAY['superuser_application']) ORDER BY 1};
is($node->safe_psql('postgres', $found), '', 'nobody is connected');
session('psql');
session('pg_dump');
session('pgAdmin 4 - DB:postgres');
session('shop', 'plain');
session('', $superuser);
is($node->safe_psql('postgres', $found), '', 'tools as superuser, an application as a plain role, and a local session without a name are none');
session('shop');
is($node->safe_psql('postgres', $found), "superuser_application:$superuser/shop/postgres|1 session as superuser|t", 'an application as superuser is one');
session('shop');
session('shop', $superuser, 'other');
is($node->safe_psql('postgres', $found),
    "superuser_application:$superuser/shop/other|1 session as superuser|t\nsuperuser_application:$superuser/shop/postgres|2 sessions as superuser|t",
    'sessions of one kind are one finding; databases are told apart');
$_->quit for @open;
@open = ();

# Idle in transaction: the command ends exactly the session that it names, also among others of the same kind.
my $idle = q{SET pgops.idle_in_transaction_age = 0; SELECT %s FROM pgops.run_checks(ARRAY['idle_in_transaction'])};
my $sits = session('worker', 'plain');
$sits->query_safe('BEGIN');
my $bystander = session('worker', 'plain');
$bystander->query_safe('SELECT 1');
is($node->safe_psql('postgres', sprintf $idle, 'finding_key'), 'idle_in_transaction:plain/worker/postgres', 'named by role, application and database');
my $command = $node->safe_psql('postgres', sprintf $idle, 'fix_sql');
# The same pid with another start is somebody else.
my $stale = $command =~ s/timestamptz '\d{4}/timestamptz '1999/r;
is($node->safe_psql('postgres', $stale), '', 'a pid that began at another time is left alone');
is($sits->query('SELECT 1'), '1', 'it lives');
like($node->safe_psql('postgres', $command), qr/^\d+\|t$/, 'the command as printed ends it');
$node->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'worker'}) or die;
is($bystander->query('SELECT 1'), '1', 'and nobody else');
is($node->safe_psql('postgres', sprintf $idle, 'finding_key'), '', 'the finding is gone');
$bystander->quit;
eval { $sits->{run}->finish };
@open = ();

# VACUUM at work has a snapshot and holds nobody back; what it waits for does.
my $pin = session('pin');
$pin->query_safe('BEGIN; DECLARE pin CURSOR FOR SELECT * FROM dusty; FETCH 1 FROM pin');
my $vacuum = session('vacuum');
$vacuum->{stdin} .= "VACUUM (FREEZE) dusty;\n";
$vacuum->{run}->pump_nb;
$node->poll_query_until('postgres', q{SELECT count(*) = 1 FROM pg_stat_progress_vacuum JOIN pg_stat_activity USING (pid) WHERE wait_event = 'BufferPin'}) or die 'VACUUM does not wait';
is($node->safe_psql('postgres', q{SET pgops.long_transaction_age = 0; SET pgops.blocker_age = 0; SELECT finding_key FROM pgops.run_checks(ARRAY['vacuum_blocker'])}),
    "vacuum_blocker:$superuser/pin/postgres", 'a running VACUUM is no blocker, the session that it waits for is');
$pin->query_safe('COMMIT');
$vacuum->query_safe('SELECT 1');

# Age counts, not presence; other databases' sessions hold no row of this one back.
is($node->safe_psql('postgres', q{SELECT count(*) FROM pgops.run_checks(ARRAY['idle_in_transaction', 'long_transaction', 'vacuum_blocker'])}), '0', 'young sessions are none');
my $elsewhere = session('elsewhere', $superuser, 'other');
$elsewhere->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1');
is($node->safe_psql('postgres', q{SET pgops.long_transaction_age = 0; SET pgops.blocker_age = 0; SELECT finding_key FROM pgops.run_checks(ARRAY['vacuum_blocker']) WHERE object LIKE '%elsewhere%'}),
    '', 'a snapshot in another database holds nothing back here');
$_->quit for @open;

done_testing();
