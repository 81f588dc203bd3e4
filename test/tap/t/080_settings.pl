# The settings exist where the library is loaded, keep their limits, and can be given to a database or a role.
use strict;
use warnings;
use PgopsNode;
use Test::More;

my $node = new_node('settings');
my $show = 'SHOW pgops.bloat_percent';
is(sqlstate($node, 'postgres', $show), '42704', 'unknown before the library is loaded');
is($node->safe_psql('postgres', "SELECT count(*) > 0 FROM pgops.checks; $show"), "t\n50", 'known as soon as anything of it was used');
is($node->safe_psql('postgres', "LOAD 'pgops_ext'; $show"), '50', 'known after LOAD');
is($node->safe_psql('postgres', q{LOAD 'pgops_ext'; SELECT count(*) = count(short_desc) AND count(*) > 10 FROM pg_settings WHERE name LIKE 'pgops.%'}), 't', 'listed, each described');
is(sqlstate($node, 'postgres', "LOAD 'pgops_ext'; SET pgops.bloat_percent = $_"), '22023', "refused: $_") for qw(0 101 'half' -5);
is(sqlstate($node, 'postgres', "LOAD 'pgops_ext'; SET pgops.time_budget = '10 apples'"), '22023', 'refused: a unit that is none');
is(sqlstate($node, 'postgres', "LOAD 'pgops_ext'; SET pgops.no_such_setting = 1"), '42602', 'refused: a name that is none');
is($node->safe_psql('postgres', q{LOAD 'pgops_ext'; SET pgops.min_statistics_age = '3 d'; SET pgops.bloat_bytes = '2 GB'; SHOW pgops.min_statistics_age; SHOW pgops.bloat_bytes}),
    "3d\n2GB", 'times and sizes take units');

# What was said before the library came is judged when it comes.
my ($status, $out, $error) = $node->psql('postgres', "SET pgops.bloat_percent = 70; SET pgops.tipo = 1; LOAD 'pgops_ext'; SHOW pgops.bloat_percent");
is($out, '70', 'a value that was set earlier is taken');
like($error, qr/WARNING: .*pgops\.tipo/, 'a name that is none is warned about');
($status, $out, $error) = $node->psql('postgres', "SET pgops.bloat_percent = 700; LOAD 'pgops_ext'; SHOW pgops.bloat_percent");
is($out, '50', 'a value out of range is not');
like($error, qr/WARNING: .*700/, 'and warned about');

# For a database, for a role, and in a session; the thresholds show what holds.
my $threshold = q{SELECT thresholds->>'pgops.bloat_percent' FROM pgops.checks WHERE check_id = 'table_bloat'};
$node->safe_psql('postgres', 'CREATE ROLE monitor LOGIN IN ROLE pg_monitor; ALTER DATABASE postgres SET pgops.bloat_percent = 60; ALTER ROLE monitor SET pgops.bloat_percent = 65');
is($node->safe_psql('postgres', $threshold), '60', 'ALTER DATABASE');
is($node->safe_psql('postgres', $threshold, extra_params => ['-U', 'monitor']), '65', 'ALTER ROLE');
is($node->safe_psql('postgres', "SET pgops.bloat_percent = 66; $threshold", extra_params => ['-U', 'monitor']), '66', 'SET, by a role without other rights');
is($node->safe_psql('postgres', "BEGIN; SET LOCAL pgops.bloat_percent = 66; ROLLBACK; $threshold"), '60', 'SET LOCAL ends with the transaction');

# By ALTER DATABASE before the library is loaded: refused to the owner, kept unchecked for a superuser, judged when the library comes.
$node->safe_psql('postgres', 'CREATE ROLE owner LOGIN IN ROLE pg_monitor; CREATE DATABASE owned OWNER owner');
$node->safe_psql('owned', 'CREATE EXTENSION pgops_ext');
my @owner = (extra_params => ['-U', 'owner']);
my $alter = 'ALTER DATABASE owned SET pgops.bloat_percent =';
is(sqlstate($node, 'owned', "$alter 40", @owner), '42501', 'the owner of a database may not, before the library is loaded');
is(sqlstate($node, 'owned', "SELECT * FROM pgops.checks; $alter 40", @owner), '00000', 'and may, afterwards');
is(sqlstate($node, 'owned', "SELECT * FROM pgops.checks; $alter 400", @owner), '22023', 'within the limits');
is($node->safe_psql('owned', "$show; $threshold", @owner), "40\n40", 'the value counts for the call that loads the library');
$node->safe_psql('owned', "$alter 400");
($status, $out, $error) = $node->psql('owned', $threshold);
is($out, '50', 'what a superuser set out of range is not taken');
like($error, qr/WARNING: .*400 is outside the valid range/, 'and warned about in each session');

# Preloaded they are there at once, in postgresql.conf as well.
$node->append_conf('postgresql.conf', "session_preload_libraries = 'pgops_ext'\npgops.page_budget = 123\npgops.disabled_checks = 'money'");
$node->reload;
$node->poll_query_until('postgres', q{SHOW pgops.page_budget}, '123');
is($node->safe_psql('postgres', 'SHOW pgops.page_budget'), '123', 'session_preload_libraries makes them known at once');
is($node->safe_psql('postgres', q{SELECT enabled FROM pgops.checks WHERE check_id = 'money'}), 'f', 'disabled_checks from postgresql.conf');
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'pgops_ext'");
$node->restart;
is($node->safe_psql('postgres', 'SHOW pgops.page_budget; SELECT count(*) > 0 FROM pgops.findings'), "123\nt", 'shared_preload_libraries works as well');

done_testing();
