# Settings that lose data: found where the server has them, mended by the command as printed, and taken back by its undo.
use strict;
use warnings;
use PgopsNode;
use Test::More;

my $node = new_node('durability', conf => "fsync = off\nfull_page_writes = off\nsynchronous_commit = off\nautovacuum = off\nautovacuum_naptime = 1min\n");
my $found = q{SELECT object, severity FROM pgops.run_checks(ARRAY['durability', 'autovacuum_off']) ORDER BY object};
my $all = "autovacuum|high\nfsync|critical\nfull_page_writes|critical\nsynchronous_commit|low";
is($node->safe_psql('postgres', $found), $all, 'all of them');
is($node->safe_psql('postgres', q{SELECT priority FROM pgops.advice ORDER BY priority LIMIT 1}) <= 9 ? 'first' : 'later', 'first', 'critical ones come first');

sub run_all {
    my ($commands) = @_;
    my $failed = 0;
    # One by one, as a person would paste them.
    for my $command (split /\n#\n/, $commands) { $failed++ if sqlstate($node, 'postgres', $command) ne '00000' }
    $node->safe_psql('postgres', 'SELECT pg_reload_conf()');
    return $failed;
}
sub commands { my ($column) = @_; return $node->safe_psql('postgres', "SELECT string_agg($column, E'\\n#\\n' ORDER BY object) FROM pgops.run_checks(ARRAY['durability', 'autovacuum_off'])") }

my ($fixes, $undos) = (commands('fix_sql'), commands('undo_sql'));
is(run_all($fixes), 0, 'each fix runs as printed');
ok($node->poll_query_until('postgres', q{SELECT count(*) = 0 FROM pgops.run_checks(ARRAY['durability', 'autovacuum_off'])}), 'and nothing is found any more');
is($node->safe_psql('postgres', 'SHOW fsync; SHOW full_page_writes; SHOW synchronous_commit; SHOW autovacuum'), "on\non\non\non", 'the server has them on');

# Look-alikes: a choice of a session, a role, a database; and the other values of synchronous_commit.
$node->safe_psql('postgres', 'CREATE ROLE fast LOGIN IN ROLE pg_monitor; ALTER ROLE fast SET synchronous_commit = off');
is($node->safe_psql('postgres', "SET synchronous_commit = off; $found"), '', 'a session may choose for itself');
for my $value (qw(local remote_write remote_apply on)) {
    $node->safe_psql('postgres', "ALTER SYSTEM SET synchronous_commit = $value");
    $node->safe_psql('postgres', 'SELECT pg_reload_conf()');
    $node->poll_query_until('postgres', 'SHOW synchronous_commit', $value);
    is($node->safe_psql('postgres', $found), '', "synchronous_commit = $value loses nothing that is on disk");
}

is(run_all($undos), 0, 'each undo runs as printed');
ok($node->poll_query_until('postgres', "SELECT string_agg(object || '|' || severity, E'\\n' ORDER BY object) = E'" . ($all =~ s/\n/\\n/gr) . q{' FROM pgops.run_checks(ARRAY['durability', 'autovacuum_off'])}),
    'and all are found again');

done_testing();
