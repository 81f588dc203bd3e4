# Precision and recall of the checks that go by values, on tables drawn at random; and those that go by updates and keys. LAB_SEEDS="7 8 9" chooses other draws.
use strict;
use warnings;
use PgopsNode;
use Test::More;
use ValueLab;
use VariedLab;

my $node = new_node('varied_lab', conf => "TimeZone = 'UTC'\njit = off\nfsync = off\nshared_preload_libraries = 'pg_stat_statements'\npgops.file_sized_value = '16kB'\npgops.large_array_elements = 2000\n");
my @checks = qw(stringly_typed mixed_type_string sentinel_value nullable_boolean never_null_column large_array large_value copied_denormalization eav polymorphic);
my (%found, %expected);
for my $seed (split ' ', $ENV{LAB_SEEDS} // '1 2 3 4 5') {
    my ($sql, $truth) = varied_lab($seed);
    $node->safe_psql('postgres', $sql);
    $expected{"$_ ($seed)"} = 1 for keys %$truth;
    my $objects = sprintf q{SELECT check_id || ' ' || CASE WHEN check_id IN ('eav', 'polymorphic') THEN evidence->>'table' ELSE replace(object, '"', '') END
        FROM pgops.run_checks(ARRAY['%s']) WHERE object LIKE 'lab.%%'}, join "','", @checks;
    $found{"$_ ($seed)"} = 1 for split /\n/, $node->safe_psql('postgres', $objects);
}
my $scores = lab_scores(\%expected, \%found);
for my $check (@checks) {
    my $score = $scores->{$check} // { right => 0, precision => 0, recall => 0, wrong => [], missed => ['all'] };
    my $name = sprintf '%s: precision %.3f, recall %.3f, %d right', $check, $score->{precision}, $score->{recall}, $score->{right};
    ok($score->{precision} >= 0.95 && $score->{recall} >= 0.95, $name);
    diag("$name; wrong: @{$score->{wrong}}; missed: @{$score->{missed}}") if @{ $score->{wrong} } || @{ $score->{missed} };
}
is($node->safe_psql('postgres', q{SELECT string_agg(check_id || ': ' || reason, '; ') FROM pgops.check_status WHERE status = 'failed'}), '', 'no check fails');
# At the thresholds as they are: values and arrays of the real size, and those right below it.
$node->safe_psql('postgres', <<'SQL');
CREATE SCHEMA full_size;
CREATE TABLE full_size.files (id int PRIMARY KEY, content bytea, small text, vector int[], short int[], days date[]);
ALTER TABLE full_size.files ALTER content SET STORAGE EXTERNAL;
INSERT INTO full_size.files SELECT n, convert_to(repeat('x', CASE WHEN n = 40 THEN 1100000 ELSE 900000 END), 'UTF8'), repeat(md5(n::text), 3000),
    CASE WHEN n = 50 THEN ARRAY(SELECT generate_series(1, 260000)) END, CASE WHEN n = 60 THEN ARRAY(SELECT generate_series(1, 240000)) END, ARRAY[current_date] FROM generate_series(1, 100) n;
SQL
is($node->safe_psql('postgres', q{SET pgops.file_sized_value = '1MB'; SET pgops.large_array_elements = 250000; SELECT object, finding, evidence->>'largest_bytes' FROM pgops.run_checks('{large_value,large_array}') WHERE object LIKE 'full_size.%' ORDER BY 1}),
    "full_size.files.content|values of up to 1.0 MB|1100000\nfull_size.files.vector|arrays of up to 260000 elements|1040020", 'values of full size');
# Keys that land anywhere, and a few columns that change all the time.
$node->safe_psql('postgres', <<'SQL');
CREATE EXTENSION pg_stat_statements;
CREATE SCHEMA moving;
CREATE TABLE moving.random_keys (id uuid PRIMARY KEY);
INSERT INTO moving.random_keys SELECT gen_random_uuid() FROM generate_series(1, 40000);
CREATE TABLE moving.keys_in_order (id uuid PRIMARY KEY);
INSERT INTO moving.keys_in_order SELECT overlay(overlay(lpad(to_hex(1700000000000 + n), 12, '0') || substr(md5(n::text), 1, 20) PLACING '7' FROM 13) PLACING '8' FROM 17)::uuid FROM generate_series(1, 40000) n;
CREATE TABLE moving.people (id int PRIMARY KEY, seen timestamptz, a text, b text, c text, d text, e text, biography text);
INSERT INTO moving.people SELECT n, now(), 'a', 'b', 'c', 'd', 'e', repeat(md5(n::text), 12) FROM generate_series(1, 1500) n;
CREATE TABLE moving.rewritten (LIKE moving.people INCLUDING ALL);
INSERT INTO moving.rewritten SELECT * FROM moving.people;
UPDATE moving.people SET seen = now();
UPDATE moving.people SET seen = now() + interval '1 s';
UPDATE moving.rewritten SET seen = now(), biography = biography || '!', a = 'x', b = 'y';
UPDATE moving.rewritten SET biography = biography || '?', c = 'z', d = 'y';
ANALYZE moving.random_keys, moving.keys_in_order, moving.people, moving.rewritten;
SQL
is($node->safe_psql('postgres', q{SELECT check_id, object, evidence->'columns', evidence->>'version' FROM pgops.run_checks('{random_uuid_pk,hot_cold_split}') WHERE object LIKE 'moving.%' ORDER BY 1}),
    "hot_cold_split|moving.people|[\"seen\"]|\nrandom_uuid_pk|moving.random_keys.id|[\"id\"]|4", 'what moves and what lands anywhere');
done_testing();
