-- pgops.index_usage: a verdict for every index, and commands that may be run together.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
RESET client_min_messages;
CREATE SCHEMA index_usage;
SET search_path = index_usage, public;
SET pgops.min_statistics_age = 0;
CREATE TABLE t (id int PRIMARY KEY, a int, b int, c text, "odd ""name" int);
CREATE INDEX scanned ON t (a);
CREATE INDEX unscanned ON t (c);
CREATE INDEX twin_one ON t (b, c);
CREATE INDEX twin_two ON t (b, c);
COMMENT ON INDEX twin_two IS 'for the report of the quarter';
CREATE INDEX shorter ON t (b);
CREATE UNIQUE INDEX "Odd ""index" ON t ("odd ""name");
CREATE TABLE parts (id int, at date) PARTITION BY RANGE (at);
CREATE TABLE part_one PARTITION OF parts FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX parts_at ON parts (at);
INSERT INTO t SELECT n, n, n, 'x' || n, n FROM generate_series(1, 5000) n;
UPDATE t SET b = b + 1;
SELECT pg_stat_force_next_flush();
ANALYZE t;
SELECT count(*) FROM t WHERE a = 5;
SELECT pg_stat_force_next_flush();
SELECT relation, table_relation, scans, tuples_read, round(writes_per_scan) AS writes_per_scan, statistics_since <= now() AS known, constraint_backed AS backed, verdict,
       regexp_replace(reason, '\d{4}-\d\d-\d\d [0-9:.+-]+', '(time)') AS reason, fix_sql, undo_sql
FROM pgops.index_usage WHERE table_relation::text ~ '^(t|part_one|parts)$' ORDER BY relation::text COLLATE "C";
-- The counters are too young by default.
RESET pgops.min_statistics_age;
SELECT relation, verdict, fix_sql FROM pgops.index_usage WHERE relation = 'unscanned'::regclass;
SELECT verdict, count(*) FROM pgops.index_usage WHERE verdict NOT IN ('used', 'unused', 'rarely_used', 'duplicate', 'redundant', 'invalid', 'unknown') GROUP BY 1;
-- Written a thousand times for each scan: named when it is large enough, and the counters old enough.
SET pgops.min_statistics_age = 0;
SET pgops.min_relation_size = 0;
SELECT check_id, object, finding, confidence, fix_sql FROM pgops.run_checks(ARRAY['rarely_used_index']) WHERE object LIKE 'index_usage.%';
SET pgops.rarely_used_writes = 100000;
SELECT count(*) FROM pgops.run_checks(ARRAY['rarely_used_index']) WHERE object LIKE 'index_usage.%';
SET client_min_messages = warning;
DROP SCHEMA index_usage CASCADE;
