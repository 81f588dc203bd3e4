# A standby as the blocker of its primary, with a slot and without one, gone and there; and what the reports say on the standby itself.
use strict;
use warnings;
use PgopsNode;
use VacuumLab;
use PostgreSQL::Test::Cluster;
use Test::More;

my $primary = new_node('primary', init => { allows_streaming => 1 });
$primary->safe_psql('postgres', q{CREATE TABLE notes (i int); SELECT pg_create_physical_replication_slot('feedback')});
make_tables($primary, 'postgres');
$primary->backup('base');
my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'base', has_streaming => 1);
$standby->append_conf('postgresql.conf', "primary_slot_name = 'feedback'\nhot_standby_feedback = off\nwal_receiver_status_interval = 1s\nmax_standby_streaming_delay = -1\n");
$standby->start;
my @sessions;

# Somebody reads on the standby, and then rows die on the primary.
sub reader {
    $primary->wait_for_catchup($standby);
    my $reader = $standby->background_psql('postgres');
    push @sessions, $reader;
    $reader->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t');
    return $reader;
}
# What the standby holds is what its reader's snapshot holds.
sub told {
    my ($from, $reader) = @_;
    my $xmin = $standby->safe_psql('postgres', 'SELECT backend_xmin FROM pg_stat_activity WHERE pid = ' . backend_pid($reader));
    $primary->poll_query_until('postgres', "SELECT EXISTS (SELECT FROM $from = '$xmin'::xid)") or die "no feedback of $xmin";
    return "SELECT NOT EXISTS (SELECT FROM $from = '$xmin'::xid)";
}
my ($of_slot, $of_sender) = ('pg_replication_slots WHERE xmin', 'pg_stat_replication WHERE backend_xmin');

# Without feedback it keeps nothing back on the primary: the conflict is its own.
my $reader = reader();
kill_rows($primary, 'postgres');
is_deeply(blockers($primary, 'postgres'), {}, 'a reader without feedback is not named on the primary');
my $there = blockers($standby, 'postgres')->{ pid_id($reader) };
is($there->{kind}, 'idle_in_transaction', 'on the standby it is');
is($there->{evidence}{hot_standby_feedback}, JSON::PP::false(), 'with the setting that counts');
is(removed($primary, 'postgres', 't'), 700, 'VACUUM on the primary removes what it still reads');
is(carry_out($standby, 'postgres', $there->{remedy}), 'done', 'its remedy runs on the standby');
$standby->poll_query_until('postgres', 'SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = ' . substr $there->{blocker_id}, 4) or die 'still there';
refill($primary, 'postgres');

$standby->append_conf('postgresql.conf', 'hot_standby_feedback = on');
$standby->reload;
$reader = reader();
my $gone = told($of_slot, $reader);
kill_rows($primary, 'postgres');
keeps_its_promise('feedback through a slot', $primary, 'postgres', id => 'slot:feedback', kind => 'standby_feedback_slot', names => qr/^-- on the standby/,
    remedy_node => $standby, waits_for => $gone);
refill($primary, 'postgres');

# The standby is gone; its slot keeps what it was last told.
$reader = reader();
told($of_slot, $reader);
kill_rows($primary, 'postgres');
$standby->stop('immediate');
$primary->poll_query_until('postgres', 'SELECT NOT active FROM pg_replication_slots') or die 'still active';
keeps_its_promise('a slot whose standby is gone', $primary, 'postgres', id => 'slot:feedback', kind => 'inactive_physical_slot');
refill($primary, 'postgres');

# Back again, without a slot.
$standby->append_conf('postgresql.conf', "primary_slot_name = ''");
$standby->start;
$reader = reader();
$gone = told($of_sender, $reader);
kill_rows($primary, 'postgres');
my $sender = 'pid:' . $primary->safe_psql('postgres', 'SELECT pid FROM pg_stat_replication');
keeps_its_promise('feedback without a slot', $primary, 'postgres', id => $sender, kind => 'standby_feedback_walsender', names => qr/^-- on the standby/,
    remedy_node => $standby, waits_for => $gone);
refill($primary, 'postgres');

# On the standby: what the primary still runs is where its snapshots begin.
$standby->append_conf('postgresql.conf', 'hot_standby_feedback = off');
$standby->reload;
my $writer = $primary->background_psql('postgres');
push @sessions, $writer;
my $xid = $writer->query_safe('BEGIN; INSERT INTO notes VALUES (1); SELECT pg_current_xact_id()');
kill_rows($primary, 'postgres');
$reader = reader();
my $found = blockers($standby, 'postgres');
is_deeply([sort keys %$found], [sort { $a cmp $b } pid_id($reader), "primary:$xid"], 'a standby names its own reader and what the primary runs');
is($found->{"primary:$xid"}{kind}, 'primary_transaction', 'by its kind');
is($found->{ pid_id($reader) }{root_blocker_id}, "primary:$xid", 'which is the root');
is($standby->safe_psql('postgres', "SELECT bool_or(exact) FROM pgops.vacuum_what_if('primary:$xid')"), 'f', 'what is freed is not exact there');
is($standby->safe_psql('postgres', q{SELECT DISTINCT next_autovacuum IS NULL, reason FROM pgops.vacuum_forecast}), 't|on a standby: the primary vacuums', 'no autovacuum comes there');
is($standby->safe_psql('postgres', 'SELECT count(*) > 2, bool_and(xids_left > 2000000000) FROM pgops.wraparound'), 't|t', 'wraparound is told there, too');
is(carry_out($primary, 'postgres', $found->{"primary:$xid"}{remedy}), 'done', 'its remedy runs on the primary');
$reader->query_safe('COMMIT');
$primary->safe_psql('postgres', 'INSERT INTO notes VALUES (1)');
$primary->wait_for_catchup($standby);
is_deeply(blockers($standby, 'postgres'), {}, 'and nobody is named any more');

end_session($_) for @sessions;
done_testing();
