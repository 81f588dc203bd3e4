# Replication slots and prepared transactions as blockers of VACUUM: the remedy as printed removes them.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = new_node('blockers', init => { allows_streaming => 'logical' });
$node->safe_psql('postgres', 'CREATE DATABASE other');
my $found = q{SET pgops.long_transaction_age = 0; SELECT %s FROM pgops.run_checks(ARRAY['vacuum_blocker']) ORDER BY object};

$node->safe_psql('postgres', q{SELECT pg_create_physical_replication_slot('without_xmin', true)});
is($node->safe_psql('postgres', sprintf $found, 'finding_key'), '', 'a physical slot without feedback holds no row back');
$node->safe_psql('postgres', q{SELECT pg_create_logical_replication_slot('abandoned', 'test_decoding')});
is($node->safe_psql('postgres', sprintf $found, 'finding_key, confidence'), 'vacuum_blocker:slot:abandoned|review', 'a logical slot that nobody reads does');

# With a reader it moves on.
my $file = $node->basedir . '/changes';
my $reader = IPC::Run::start(['pg_recvlogical', '-d', $node->connstr('postgres'), '--slot', 'abandoned', '--start', '--file', $file, '--no-loop'], '>', \my $out, '2>', \my $error);
$node->poll_query_until('postgres', q{SELECT active FROM pg_replication_slots WHERE slot_name = 'abandoned'}) or die 'nobody reads';
is($node->safe_psql('postgres', sprintf $found, 'finding_key'), '', 'a slot that is read is none');
$reader->signal('INT');
$reader->finish;
$node->poll_query_until('postgres', q{SELECT NOT active FROM pg_replication_slots WHERE slot_name = 'abandoned'}) or die 'still read';
my $remedy = $node->safe_psql('postgres', sprintf $found, 'fix_sql');
is(sqlstate($node, 'postgres', $remedy), '00000', 'the remedy runs as printed');
is($node->safe_psql('postgres', q{SELECT slot_name FROM pg_replication_slots}), 'without_xmin', 'and removes that slot alone');

# Prepared transactions end in their own database only.
$node->safe_psql('other', q{CREATE TABLE t (); BEGIN; INSERT INTO t DEFAULT VALUES; PREPARE TRANSACTION 'left alone'});
is($node->safe_psql('postgres', sprintf $found, q{finding_key, fix_sql IS NULL, evidence->>'database'}), 'vacuum_blocker:prepared:left alone|t|other', 'named in every database, without a command elsewhere');
$node->safe_psql('other', 'CREATE EXTENSION pgops_ext');
$remedy = $node->safe_psql('other', sprintf $found, 'fix_sql');
is($remedy, q{ROLLBACK PREPARED 'left alone';}, 'with the command in its own');
is(sqlstate($node, 'other', $remedy), '00000', 'which runs as printed');
is($node->safe_psql('other', sprintf $found, 'finding_key'), '', 'and the finding is gone');

# It outlives a restart, and so does the finding.
$node->safe_psql('postgres', q{CREATE TABLE t (); BEGIN; INSERT INTO t DEFAULT VALUES; PREPARE TRANSACTION 'survivor'});
$node->restart;
is($node->safe_psql('postgres', sprintf $found, 'finding_key'), 'vacuum_blocker:prepared:survivor', 'found after a restart');
$node->safe_psql('postgres', q{ROLLBACK PREPARED 'survivor'});

done_testing();
