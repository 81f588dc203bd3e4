# Reports in a real browser, and scripts in a real database: names that would like to be markup or commands stay names, the page works,
# the script of fixes runs as it is, and that of undos takes it back.
use strict;
use warnings;
use FindBin;
use JSON::PP;
use PgopsNode;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = new_node('reports', conf => "pgops.min_statistics_age = 0\npgops.min_relation_size = 0\nautovacuum = off\n");
$node->safe_psql('postgres', <<'SQL');
CREATE TABLE "<script>window.injected = 1</script>" (a int, b char(3));
CREATE TABLE "<img src=x onerror='window.injected = 1'>" (a money, "</code></script><script>window.injected = 1</script>" timestamp);
CREATE TABLE "line
DROP TABLE IF EXISTS victims; --" (a int);
CREATE TABLE victims (id int PRIMARY KEY);
CREATE TABLE heir (id int PRIMARY KEY, "victims id" int REFERENCES victims, "ünï" text, note text);
CREATE INDEX "heir
DROP TABLE victims" ON heir ("victims id", note);
CREATE INDEX twin_one ON heir ("ünï");
CREATE INDEX "twin two" ON heir ("ünï") WITH (fillfactor = 70);
COMMENT ON INDEX twin_one IS 'a comment, too';
COMMENT ON INDEX "twin two" IS 'a ''quoted'' comment';
ALTER TABLE heir SET (autovacuum_enabled = false);
INSERT INTO victims SELECT generate_series(1, 1000);
INSERT INTO heir SELECT n, n, n, repeat('x', 40) FROM generate_series(1, 1000) n;
ANALYZE;
SQL

my $folder = $ENV{TMPDIR};
my $page = $node->safe_psql('postgres', 'SELECT pgops.report_html()');
my $findings = $node->safe_psql('postgres', 'SELECT count(*) FROM pgops.findings');
append_to_file("$folder/report.html", $page);
my $valid = `tidy -quiet -errors $folder/report.html 2>&1`;
is($valid, '', 'the page is valid HTML');

my $seen = decode_json(`$FindBin::RealBin/../lib/browse.py $folder/report.html`);
is($seen->{title}, 'postgres: pgops report', 'a browser opens it');
is_deeply($seen->{console}, [], 'its console is empty');
is_deeply($seen->{requests}, [], 'the page asks for nothing else');
is($seen->{injected}, 'nothing', 'no name became a script');
is(scalar @{ $seen->{priorities} }, $findings, 'every finding is on it');
is_deeply($seen->{priorities}, [sort { $a <=> $b } @{ $seen->{priorities} }], 'most urgent first');
is($seen->{sorted_by}, 'descending', 'a heading sorts');
is_deeply([sort @{ $seen->{objects_up} }], [sort @{ $seen->{objects_down} }], 'and loses no row');
isnt($seen->{objects_up}[0], $seen->{objects_down}[0], 'in both directions');
is_deeply($seen->{severities_of_low}, ['low'], 'a severity can be chosen');
is($seen->{count_of_low}, $node->safe_psql('postgres', q{SELECT count(*) FILTER (WHERE severity = 'low') || ' of ' || count(*) FROM pgops.findings}), 'and is counted');
is($seen->{found_nothing}, "0 of $findings", 'words are searched for');
is($seen->{found_again}, "$findings of $findings", 'and forgotten');
is($seen->{unfolded}, $findings, 'all unfold');
like($seen->{copied}, qr/^(Copied|Selected)$/, 'commands can be copied');
ok($seen->{themes_differ}, 'dark and light');
cmp_ok($seen->{too_wide}, '<=', 0, 'a narrow window needs no scrolling sideways');

# The scripts, as a person would run them.
my $schema = sub { return $node->safe_psql('postgres', q{SELECT string_agg(pg_get_indexdef(indexrelid) || coalesce(obj_description(indexrelid, 'pg_class'), '') || E'\n', '' ORDER BY indexrelid::regclass::text)
    FROM pg_index WHERE indrelid = 'heir'::regclass}) . $node->safe_psql('postgres', q{SELECT reloptions FROM pg_class WHERE oid = 'heir'::regclass}) };
my $before = $schema->();
append_to_file("$folder/$_.sql", $node->safe_psql('postgres', "SELECT pgops.${_}_script('info')")) for 'fix', 'undo';
like(slurp_file("$folder/fix.sql"), qr/DROP INDEX CONCURRENTLY .*twin/, 'the script has an index to drop');
unlike(slurp_file("$folder/fix.sql"), qr/^DROP TABLE/m, 'no name became a command');
my $run = sub { return command_ok(['psql', '-XqAt', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('postgres'), '-f', "$folder/$_[0].sql"], "the $_[0] script runs") };
$run->('fix');
isnt($schema->(), $before, 'and changes something');
is($node->safe_psql('postgres', 'SELECT count(*) FROM victims'), '1000', 'but nothing that nobody asked for');
# Of twins without use the one that stayed is unused alone now.
like($node->safe_psql('postgres', q{SET pgops.disabled_checks = 'unused_index, configuration'; SELECT pgops.fix_script('low')}), qr/
-- 0 commands./, 'nothing else is left to do');
$run->('undo');
my %is_there = map { $_ => 1 } split /\n/, $schema->();
is_deeply([grep { !$is_there{$_} } split /\n/, $before], [], 'every index is as it was');

done_testing();
