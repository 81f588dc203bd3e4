# A cluster that has used more than half of its transaction ids: severity, every database, and the printed command mends this one.
use strict;
use warnings;
use PgopsNode;
use PostgreSQL::Test::Utils;
use Test::More;

# No emergency vacuum may come before the test.
my $node = new_node('wraparound', conf => "autovacuum = off\nautovacuum_freeze_max_age = 2000000000\n");
my $found = q{SELECT object, severity, finding, fix_sql FROM pgops.run_checks(ARRAY['wraparound']) ORDER BY object COLLATE "C"};
is($node->safe_psql('postgres', $found), '', 'a young cluster is far from it');

sub advance_to {
    my ($xid) = @_;
    $node->stop;
    command_ok(['pg_resetwal', '-x', $xid, '-D', $node->data_dir], "next transaction id $xid");
    # The commit log must have the segment of the new id: two bits per transaction, 32 pages of 8 kB.
    my $segment = sprintf '%s/pg_xact/%04X', $node->data_dir, $xid / (8192 * 4 * 32);
    if (!-e $segment) {
        open(my $file, '>', $segment) or die "$segment: $!";
        binmode $file;
        print $file "\0" x (8192 * 32);
        close $file;
        chmod 0600, $segment;
    }
    $node->start;
}

advance_to(1_200_000_000);
is($node->safe_psql('postgres', $found), join("\n", 'postgres|high|56 % of the transaction ids are used|VACUUM (FREEZE);', 'template0|high|56 % of the transaction ids are used|', 'template1|high|56 % of the transaction ids are used|'),
    'every database is named, with the command for this one');
like($node->safe_psql('postgres', q{SELECT evidence->>'xid_age', evidence->>'left' FROM pgops.run_checks(ARRAY['wraparound']) WHERE object = 'postgres'}), qr/^1199\d{6}\|944\d{6}$/, 'with the numbers');
is($node->safe_psql('postgres', q{SET pgops.wraparound_percent = 60; SELECT count(*) FROM pgops.run_checks(ARRAY['wraparound'])}), '0', 'below the threshold nothing is said');
is(sqlstate($node, 'postgres', $node->safe_psql('postgres', q{SELECT fix_sql FROM pgops.run_checks(ARRAY['wraparound']) WHERE fix_sql IS NOT NULL})), '00000', 'the command runs as printed');
is($node->safe_psql('postgres', q{SELECT object FROM pgops.run_checks(ARRAY['wraparound']) ORDER BY 1}), "template0\ntemplate1", 'and this database is mended');

# Counters and ages are right over the middle of the id space, and near its end the finding is the first of all.
advance_to(1_700_000_000);
is($node->safe_psql('postgres', q{SELECT DISTINCT severity, priority <= 9 FROM pgops.run_checks(ARRAY['wraparound'])}), 'critical|t', 'critical at 79 %');
is($node->safe_psql('postgres', q{SELECT check_id, reason FROM pgops.check_status WHERE status = 'failed'}), '', 'no other check minds');

done_testing();
