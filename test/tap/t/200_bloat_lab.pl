# A small lab: tables of all shapes are measured, then rebuilt, and the measurement is held against what the rebuild gave back.
# test/lanes/bloat_lab does the same at full size.
use strict;
use warnings;
use PgopsNode;
use Test::More;

my $node = new_node('lab', conf => "autovacuum = off\nfsync = off\nmax_wal_size = 2GB\nmax_prepared_transactions = 2\n");

# random(): the same numbers each time.
$node->safe_psql('postgres', <<'SQL');
SET work_mem = '64MB';
SELECT setseed(0.5);
CREATE SCHEMA lab;
SET search_path = lab;
CREATE FUNCTION rows_of(name text, count int, width int DEFAULT 80) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    EXECUTE format('CREATE TABLE %I (id int PRIMARY KEY, payload text)', name);
    EXECUTE format('INSERT INTO %I SELECT n, repeat(%L, %s) FROM generate_series(1, %s) n', name, 'x', width, count);
END $$;

SELECT rows_of(name, 20000) FROM unnest('{intact,spread,head,tail,runs,few_left,unvacuumed,updated,periodic}'::text[]) name;
DELETE FROM spread WHERE random() < 0.5;
DELETE FROM head WHERE id < 12000;
DELETE FROM tail WHERE id > 13000;
DELETE FROM runs WHERE id / 500 % 3 > 0;
DELETE FROM few_left WHERE id % 100 > 0;
DELETE FROM unvacuumed WHERE random() < 0.4;
UPDATE updated SET payload = payload || 'y' WHERE random() < 0.7;
-- In step with every eighth page: what a regular sample would see too often, or never.
DELETE FROM periodic WHERE (ctid::text::point)[0]::int % 8 < 3;

CREATE TABLE half_full (id int PRIMARY KEY, payload text) WITH (fillfactor = 50);
INSERT INTO half_full SELECT n, repeat('x', 80) FROM generate_series(1, 12000) n;
CREATE TABLE half_full_deleted (LIKE half_full INCLUDING ALL) WITH (fillfactor = 70);
INSERT INTO half_full_deleted SELECT * FROM half_full;
DELETE FROM half_full_deleted WHERE id % 3 = 0;
CREATE TABLE updated_in_place (id int PRIMARY KEY, payload text) WITH (fillfactor = 80);
INSERT INTO updated_in_place SELECT n, repeat('x', 80) FROM generate_series(1, 15000) n;
UPDATE updated_in_place SET payload = payload WHERE id % 4 = 0;
UPDATE updated_in_place SET payload = payload WHERE id % 4 = 1;

CREATE TABLE dropped_column AS SELECT n AS id, md5(n::text) || md5((n + 1)::text) AS gone, n AS kept, 'short' AS payload FROM generate_series(1, 20000) n;
ALTER TABLE dropped_column DROP gone;
CREATE TABLE added_column AS SELECT n AS id, 'short' AS payload FROM generate_series(1, 30000) n;
ALTER TABLE added_column ADD fresh text DEFAULT 'a default that no row has stored', ADD at timestamptz DEFAULT now();
INSERT INTO added_column SELECT n, 'short' FROM generate_series(1, 5000) n;
DELETE FROM added_column WHERE random() < 0.3;
CREATE TABLE nulls AS SELECT n AS id, CASE WHEN n % 3 = 0 THEN n END AS a, CASE WHEN n % 5 = 0 THEN md5(n::text) END AS b, CASE WHEN n % 2 = 0 THEN now() END AS c FROM generate_series(1, 40000) n;
DELETE FROM nulls WHERE random() < 0.25;
CREATE TABLE narrow AS SELECT true AS a FROM generate_series(1, 80000) n;
DELETE FROM narrow WHERE random() < 0.5;
CREATE TABLE large_rows (id int, payload text);
ALTER TABLE large_rows ALTER payload SET STORAGE PLAIN;
INSERT INTO large_rows SELECT n, repeat('x', 1500 + n * 7919 % 3500) FROM generate_series(1, 700) n;
DELETE FROM large_rows WHERE id % 4 = 0;
CREATE TABLE mixed AS SELECT n AS id, repeat('x', (10 + 1500 * random() ^ 3)::int) AS payload FROM generate_series(1, 8000) n;
DELETE FROM mixed WHERE random() < 0.35;
CREATE TABLE rolled_back (id int, payload text);
BEGIN;
INSERT INTO rolled_back SELECT n, repeat('x', 80) FROM generate_series(1, 9000) n;
ROLLBACK;
INSERT INTO rolled_back SELECT n, repeat('x', 80) FROM generate_series(1, 15000) n;
CREATE UNLOGGED TABLE unlogged AS SELECT n AS id, repeat('x', 60) AS payload FROM generate_series(1, 20000) n;
DELETE FROM unlogged WHERE random() < 0.6;

CREATE TABLE toast_intact (id int, payload text);
CREATE TABLE toast_deleted (id int, payload text);
CREATE TABLE toast_updated (id int, payload text);
ALTER TABLE toast_intact ALTER payload SET STORAGE EXTERNAL;
ALTER TABLE toast_deleted ALTER payload SET STORAGE EXTERNAL;
ALTER TABLE toast_updated ALTER payload SET STORAGE EXTERNAL;
INSERT INTO toast_intact SELECT n, repeat('x', 2500 + n * 7919 % 6000) FROM generate_series(1, 600) n;
INSERT INTO toast_deleted SELECT * FROM toast_intact;
DELETE FROM toast_deleted WHERE random() < 0.5;
INSERT INTO toast_updated SELECT * FROM toast_intact;
UPDATE toast_updated SET payload = payload || 'y' WHERE id % 2 = 0;
SQL
$node->safe_psql('postgres', "VACUUM (TRUNCATE off) lab.$_") for qw(intact spread head tail runs few_left updated periodic half_full_deleted updated_in_place dropped_column added_column nulls narrow
    large_rows mixed unlogged toast_deleted toast_updated);

# As sampled by default, and by a quarter of that; tables, their TOAST tables, and their btrees as far as those can be measured.
$node->safe_psql('postgres', <<'SQL');
CREATE TABLE measured AS
SELECT pages, c.relkind, c.oid, c.oid::regclass::text AS name, b.bloat_percent, b.bloat_percent_low, b.bloat_percent_high, b.size_bytes, b.method, b.trust
FROM pg_class c, (VALUES (50), (200)) sampled (pages), LATERAL pgops.relation_bloat(c.oid, pages) b
WHERE (c.relnamespace = 'lab'::regnamespace AND c.relkind IN ('r', 'i') OR c.oid IN (SELECT reltoastrelid FROM pg_class WHERE relnamespace = 'lab'::regnamespace))
  AND pg_relation_size(c.oid) > 400000;
CREATE TABLE owners AS SELECT oid, reltoastrelid FROM pg_class WHERE relnamespace = 'lab'::regnamespace AND relkind = 'r';
SQL
$node->safe_psql('postgres', "VACUUM FULL $_") for split /\n/, $node->safe_psql('postgres', 'SELECT oid::regclass FROM owners');

my %lab;
for my $line (split /\n/, $node->safe_psql('postgres', q{SELECT pages, relkind, name, bloat_percent, bloat_percent_low, bloat_percent_high, trust,
    greatest(0, 100 * (size_bytes - pg_relation_size(oid)) / size_bytes::float8) FROM measured WHERE trust <> 'there is no way to measure indexes of its access method' ORDER BY 1, 2, 3})) {
    my ($pages, $kind, $name, $percent, $low, $high, $trust, $truth) = split /\|/, $line;
    is($trust, 'ok', "$name can be trusted") if $pages == 200;
    push @{ $lab{$pages}{$kind} }, { name => $name, error => abs($percent - $truth), width => $high - $low, inside => $low - 0.001 <= $truth && $truth <= $high + 0.001,
        text => sprintf('%s: %.2f (%.2f to %.2f), truth %.2f', $name, $percent, $low, $high, $truth) };
}
cmp_ok(scalar @{ $lab{200}{r} }, '>=', 20, 'there are tables enough');
cmp_ok(scalar @{ $lab{200}{t} }, '>=', 3, 'and TOAST tables');

# Points of error: at most, and in the median; how many may lie outside of their interval.
sub judge {
    my ($what, $relations, $most, $median, $outside) = @_;
    my @errors = sort { $a <=> $b } map { $_->{error} } @$relations;
    my @missed = grep { !$_->{inside} } @$relations;
    diag map { "$what $_->{text}\n" } @$relations if $ENV{PGOPS_SHOW};
    is(join(', ', map { $_->{text} } grep { $_->{error} > $most } @$relations), '', "$what: no error above $most points");
    cmp_ok($errors[ $#errors / 2 ], '<=', $median, sprintf '%s: median error %.2f', $what, $errors[ $#errors / 2 ]);
    cmp_ok(scalar @missed, '<=', $outside, sprintf('%s: the interval holds the truth of %d of %d', $what, @$relations - @missed, scalar @$relations))
        or diag map { "$_->{text}\n" } @missed;
    return;
}
# Two or three rows to a page, of sizes that alternate: half of the pages tell to some points how they fit.
judge('tables', [ grep { $_->{text} !~ /large_rows/ } @{ $lab{200}{r} } ], 3, 0.5, 2);
judge('large rows', [ grep { $_->{text} =~ /large_rows/ } @{ $lab{200}{r} } ], 5, 5, 1);
judge('tables by 50 pages', $lab{50}{r}, 8, 0.5, 3);
judge('TOAST tables', $lab{200}{t}, 5, 2, 1);
judge('indexes', $lab{200}{i}, 5, 1, 2) if $lab{200}{i};

done_testing();
