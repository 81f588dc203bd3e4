# Queries: statements that were really run, seen by pg_stat_statements, and look-alikes that are not found.
use strict;
use warnings;
use PgopsNode;
use Test::More;

my $node = new_node('queries', conf => "shared_preload_libraries = 'pg_stat_statements'\n");
$node->safe_psql('postgres', q{
    CREATE ROLE watcher LOGIN IN ROLE pg_monitor; CREATE ROLE nobody LOGIN; GRANT USAGE ON SCHEMA pgops TO nobody; GRANT SELECT ON ALL TABLES IN SCHEMA pgops TO nobody; GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgops TO nobody;
    CREATE SCHEMA "Odd ""shop";
    CREATE TABLE "Odd ""shop".orders (id int PRIMARY KEY, customer int, placed timestamptz, email text, note text);
    INSERT INTO "Odd ""shop".orders SELECT i, i % 5000, timestamptz '2025-01-01' + i * interval '1 minute', 'Mail' || i || '@example.org', repeat('n', 60) FROM generate_series(1, 120000) i;
    CREATE TABLE customers (id int PRIMARY KEY, code text, filler text);
    INSERT INTO customers SELECT i, 'c' || i, repeat('f', 60) FROM generate_series(1, 110000) i;
    CREATE TABLE countries (id int PRIMARY KEY, parent int);
    INSERT INTO countries SELECT i, CASE WHEN i > 9 THEN i / 10 END FROM generate_series(1, 60) i;
    CREATE TABLE seasons (id int PRIMARY KEY); INSERT INTO seasons SELECT generate_series(1, 40);
    CREATE INDEX ON "Odd ""shop".orders (placed);
    CREATE INDEX ON "Odd ""shop".orders (email);});
$node->safe_psql('postgres', 'VACUUM ANALYZE');

sub found {
    my ($check, %options) = @_;
    my $columns = $options{columns} // q{evidence->>'statement'};
    return $node->safe_psql('postgres', "SELECT $columns FROM pgops.run_checks(ARRAY['$check']) ORDER BY 1", extra_params => [ '-U', $options{as} // 'watcher' ]);
}
sub reason {
    my ($check, $as) = @_;
    return $node->safe_psql('postgres', "SELECT status || ': ' || coalesce(reason, '') FROM pgops.check_status WHERE check_id = '$check'", extra_params => [ '-U', $as ]);
}

like(reason('count_star', 'watcher'), qr/^skipped: the extension pg_stat_statements is not installed in this database$/, 'without statements the checks say so');
is(found('tracking_off', columns => 'fix_sql') =~ /CREATE EXTENSION pg_stat_statements;/, 1, 'and one finding how to get them');
$node->safe_psql('postgres', 'CREATE EXTENSION pg_stat_statements; SELECT pg_stat_statements_reset()');

# Each is run a dozen times, by the application's own search path, as its driver sends them.
my $shop = q{SET search_path = "Odd ""shop", public; SET jit = off; SET max_parallel_workers_per_gather = 0; };
sub run_often { my ($sql) = @_; return $node->safe_psql('postgres', $shop . "$sql; " x 12) }

my %problems = (
    offset_pagination => [
        'SELECT id FROM orders ORDER BY id LIMIT 20 OFFSET 100000',
        'SELECT * FROM (SELECT id, note FROM orders) AS o ORDER BY id OFFSET 100000 ROWS FETCH NEXT 10 ROWS ONLY',
    ],
    count_star                  => [ 'SELECT count(*) FROM orders', 'SELECT (SELECT count(1) FROM customers) AS n' ],
    order_by_random             => ['SELECT id FROM orders ORDER BY random() LIMIT 5'],
    cartesian_join              => [ 'SELECT count(*) FROM countries a, countries b', 'SELECT count(*) FROM countries a JOIN countries b ON a.id = b.parent, seasons' ],
    joins_of_large_tables       => ['SELECT count(*) FROM orders o JOIN customers c ON o.note = c.filler'],
    sequential_scan_large_table => [ 'SELECT id FROM orders WHERE customer = 77', q{UPDATE customers SET filler = filler WHERE code = 'c5'} ],
    leading_wildcard_like       => [ q{SELECT id FROM orders WHERE email LIKE '%77@%' AND id > 0}, q{SELECT id FROM customers WHERE code ILIKE 'C9999%'} ],
    function_on_indexed_column  => [ q{SELECT id FROM orders WHERE lower(email) = 'mail5@example.org'}, q{SELECT id FROM orders WHERE placed::date = '2025-01-02'} ],
    not_in_subquery             => ['SELECT count(*) FROM countries WHERE id NOT IN (SELECT parent FROM countries)'],
);
my @look_alikes = (
    'SELECT id FROM orders ORDER BY placed LIMIT 20 OFFSET 40',
    'SELECT id FROM orders WHERE id > 100000 ORDER BY id LIMIT 20',
    'SELECT * FROM (SELECT id FROM orders WHERE id < 9000 OFFSET 0) AS fence',
    'SELECT count(*) FROM countries',
    'SELECT count(*) FROM orders WHERE id < 20',
    'SELECT id FROM countries ORDER BY random() LIMIT 5',
    'SELECT id FROM orders WHERE id BETWEEN 5 AND 50 ORDER BY random() LIMIT 5',
    'SELECT count(*) FROM countries a, countries b WHERE a.id = b.parent',
    'SELECT count(*) FROM countries a JOIN countries b USING (id), countries c WHERE c.id = coalesce(a.parent, b.parent)',
    'SELECT count(*) FROM countries CROSS JOIN seasons',
    'SELECT count(*) FROM countries a, countries b WHERE a.id = 5',
    'SELECT count(*) FROM countries a, LATERAL (SELECT id FROM countries b WHERE b.parent = a.id) AS child',
    'SELECT count(*) FROM orders o JOIN customers c ON o.customer = c.id',
    'SELECT id FROM orders WHERE id = 77',
    'SELECT sum(id) FROM orders WHERE id > 5',
    q{SELECT id FROM orders WHERE email = 'Mail77@example.org'},
    q{SELECT id FROM orders WHERE placed >= '2025-01-02' AND placed < '2025-01-03'},
    q{SELECT id FROM countries WHERE lower(parent::text) LIKE '%7%'},
    'SELECT count(*) FROM countries WHERE id NOT IN (SELECT parent FROM countries WHERE parent IS NOT NULL)',
    'SELECT count(*) FROM countries WHERE id NOT IN (SELECT id FROM seasons)',
    'SELECT count(*) FROM countries a WHERE NOT EXISTS (SELECT FROM countries b WHERE b.parent = a.id)',
);
run_often($_) for map { @$_ } values %problems;
run_often($_) for @look_alikes;
# Not often enough to count: somebody looked once.
$node->safe_psql('postgres', $shop . 'SELECT count(1) FROM orders');

for my $check (sort keys %problems) {
    my %about = map { $_ => 1 } split /\n/, $node->safe_psql('postgres', $shop . qq{SELECT s.query FROM pg_stat_statements s WHERE s.calls = 12 AND s.query ~ '^(SELECT|UPDATE)'});
    my @seen  = split /\n/, found($check);
    is(scalar @seen, scalar @{ $problems{$check} }, "$check: each problem, and nothing else") or diag join "\n", @seen, '';
    is(scalar(grep { !$about{$_} } @seen), 0, "$check: as pg_stat_statements has their text");
    is(found($check, as => $node->safe_psql('postgres', 'SELECT current_user')), join("\n", @seen), "$check: a superuser sees the same");
}
is(found('cartesian_join', columns => q{object || ' ' || finding}), "public.countries nothing joins it to public.countries\npublic.countries nothing joins it to public.seasons", 'what is not joined');
is(found('count_star', columns => 'finding_key') =~ m{^count_star:"Odd ""shop"\.orders/[0-9a-f]{8}$}m, 1, 'a key of names and the text');
my $fix = found('function_on_indexed_column', columns => 'fix_sql') =~ s/^\s*|\s*$//gr;
is($fix, 'CREATE INDEX CONCURRENTLY ON "Odd ""shop".orders (lower(email));', 'a command where one fits');
$node->safe_psql('postgres', $fix);
$node->safe_psql('postgres', 'SELECT pg_stat_statements_reset(); ANALYZE');
run_often($problems{function_on_indexed_column}[0]);
is(found('function_on_indexed_column'), '', 'which mends it');
like(reason('count_star', 'nobody'), qr/^skipped: .*hidden.*pg_read_all_stats/, 'who may not see statements is told the missing right');

# Texts of every kind: nothing in them is run, and none ends the run.
$node->safe_psql('postgres', q{SET standard_conforming_strings = off; SELECT 'a\'b' AS x; PREPARE p AS SELECT count(*) FROM customers WHERE id = $1; EXECUTE p(1); SELECT 1 AS "a""b
c"; SELECT xmlelement(name a, 1); WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT count(*) FROM r, countries});
is($node->safe_psql('postgres', q{SELECT string_agg(DISTINCT status, ' ' ORDER BY status) FROM pgops.check_status WHERE area = 'query'}), 'ok', 'odd texts');
$node->stop;
done_testing();
