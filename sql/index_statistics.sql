-- The checks that judge an index by the statistics of its column: what each must name, and what only looks like it.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA ist;
SET search_path = ist, public;
CREATE VIEW found AS SELECT * FROM pgops.run_checks(ARRAY['low_selectivity_index', 'null_heavy_index', 'skewed_index']) WHERE object LIKE 'ist.%';

CREATE TABLE orders (id int PRIMARY KEY, few text, few_clustered text, one_rare text, mostly_null text, half_null text, skewed text, skewed_flag boolean, even_flag boolean,
    skewed_date date, kind text, parent int) WITH (autovacuum_enabled = false);
INSERT INTO orders
SELECT n, 'state ' || n % 4, 'state ' || n / 12501, CASE WHEN n % 100 = 0 THEN 'rare' ELSE 'state ' || n % 3 END, CASE WHEN n % 50 = 0 THEN 'code ' || n END,
       CASE WHEN n % 2 = 0 THEN 'code ' || n END, CASE WHEN n % 20 = 0 THEN 'it''s ' || n % 7 ELSE 'do\ne' END, n % 100 = 0, n % 2 = 0,
       CASE WHEN n % 20 = 0 THEN date '2024-01-01' + n % 300 ELSE date '9999-12-31' END, 'kind ' || n % 4, CASE WHEN n % 50 = 0 THEN n END
FROM generate_series(1, 50000) n;
CREATE INDEX orders_few ON orders (few);
CREATE INDEX orders_even_flag ON orders (even_flag);
CREATE INDEX orders_mostly_null ON orders (mostly_null DESC) WITH (fillfactor = 80);
CREATE INDEX orders_skewed ON orders (skewed);
CREATE INDEX orders_skewed_flag ON orders (skewed_flag);
CREATE INDEX orders_skewed_date ON orders (skewed_date);
-- Look-alikes: values that lie together, a rare one among them, half of them null, a second key, a predicate, a foreign key, uniqueness.
CREATE INDEX orders_few_clustered ON orders (few_clustered);
CREATE INDEX orders_one_rare ON orders (one_rare);
CREATE INDEX orders_half_null ON orders (half_null);
CREATE INDEX orders_few_id ON orders (kind, id);
CREATE INDEX orders_mostly_null_id ON orders (parent, id);
CREATE INDEX orders_partial ON orders (kind) WHERE id > 100;
CREATE UNIQUE INDEX orders_unique ON orders (parent);
CREATE TABLE kinds (kind text PRIMARY KEY);
INSERT INTO kinds SELECT DISTINCT kind FROM orders;
CREATE TABLE lines (id int PRIMARY KEY, kind text REFERENCES kinds) WITH (autovacuum_enabled = false);
INSERT INTO lines SELECT id, kind FROM orders;
CREATE INDEX lines_kind ON lines (kind);
CREATE TABLE small (flag boolean);
INSERT INTO small SELECT n % 2 = 0 FROM generate_series(1, 9000) n;
CREATE INDEX small_flag ON small (flag);
-- Every row is looked at, so that the figures are the same each time.
SET default_statistics_target = 200;
SELECT pg_stat_force_next_flush();
VACUUM ANALYZE orders, lines, small;
SELECT check_id, object, severity, confidence, finding ~ '^(rarest value in (25|50) % of rows, |98 % nulls, |one value in (95|99) % of the rows, )[0-9.]+ kB' AS says_so, fix_sql, fix_lock, undo_sql
FROM found ORDER BY check_id, object COLLATE "C";
SELECT object, evidence - 'size_bytes' - 'partial_bytes' - 'scans' - 'rows' AS evidence FROM found
WHERE check_id = 'low_selectivity_index' ORDER BY object COLLATE "C";

-- The promise holds: what the partial indexes take.
CREATE TABLE promised AS SELECT evidence->'columns'->>0 AS column, (evidence->>'partial_bytes')::numeric AS bytes FROM found WHERE check_id <> 'low_selectivity_index';
SELECT fix_sql FROM found WHERE fix_sql IS NOT NULL ORDER BY object COLLATE "C"
\gexec
SELECT p.column, round(pg_relation_size(i.indexrelid) / p.bytes, 1) AS ratio
FROM promised p JOIN pg_attribute a ON a.attname = p.column JOIN pg_index i ON i.indrelid = a.attrelid AND i.indkey[0] = a.attnum
WHERE i.indrelid = 'orders'::regclass AND i.indpred IS NOT NULL ORDER BY 1;
SELECT indexdef FROM pg_indexes WHERE tablename = 'orders' AND indexname NOT LIKE 'orders\_partial' AND indexdef LIKE '%WHERE%' ORDER BY 1;
-- The second step of null_heavy_index: once the partial index is used, the old one can go, and comes back as it was.
SELECT check_id, object, fix_sql FROM found WHERE check_id <> 'low_selectivity_index';
SET enable_seqscan = off;
SELECT count(*) FROM orders WHERE mostly_null = 'code 50';
RESET enable_seqscan;
SELECT pg_stat_force_next_flush();
SELECT object, finding ~ '^98 % nulls' AS says_so, confidence, fix_sql, undo_sql FROM found WHERE check_id = 'null_heavy_index';
SELECT fix_sql FROM found WHERE check_id = 'null_heavy_index'
UNION ALL SELECT undo_sql FROM found WHERE check_id = 'null_heavy_index'
\gexec
SELECT pg_get_indexdef('orders_mostly_null'::regclass);

-- Without the right to read the column the finding stays, and tells no value.
CREATE TABLE secret (state text) WITH (autovacuum_enabled = false);
INSERT INTO secret SELECT CASE WHEN n % 20 = 0 THEN 'open' || n ELSE 'confidential' END FROM generate_series(1, 20000) n;
CREATE INDEX secret_state ON secret (state);
SELECT pg_stat_force_next_flush();
ANALYZE secret;
CREATE ROLE regress_ist_watcher IN ROLE pg_monitor;
CREATE ROLE regress_ist_reader IN ROLE pg_monitor;
GRANT USAGE ON SCHEMA ist TO regress_ist_watcher, regress_ist_reader;
GRANT SELECT ON secret TO regress_ist_reader;
CREATE TABLE seen AS SELECT current_user::text AS who, check_id, object, finding, severity, impact_bytes, evidence - 'most_common_value' AS evidence, fix_sql, why FROM found WHERE object = 'ist.secret_state';
GRANT INSERT ON seen TO regress_ist_watcher, regress_ist_reader;
SET ROLE regress_ist_watcher;
INSERT INTO ist.seen SELECT current_user::text, check_id, object, finding, severity, impact_bytes, evidence - 'most_common_value', fix_sql, why FROM pgops.run_checks(ARRAY['skewed_index']) WHERE object = 'ist.secret_state';
SELECT evidence ? 'most_common_value' AS tells, (f)::text ~ 'confidential' AS leaks FROM pgops.run_checks(ARRAY['skewed_index']) f WHERE object = 'ist.secret_state';
SET ROLE regress_ist_reader;
INSERT INTO ist.seen SELECT current_user::text, check_id, object, finding, severity, impact_bytes, evidence - 'most_common_value', fix_sql, why FROM pgops.run_checks(ARRAY['skewed_index']) WHERE object = 'ist.secret_state';
RESET ROLE;
SELECT who <> 'regress_ist_watcher' AND who <> 'regress_ist_reader' AS superuser, who = 'regress_ist_watcher' AS watcher, fix_sql FROM seen ORDER BY 2, 1;
SELECT count(DISTINCT (check_id, object, finding, severity, impact_bytes, evidence, why)) AS different FROM seen;
-- Row security counts as well.
ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
CREATE POLICY open_only ON secret USING (state LIKE 'open%');
SET ROLE regress_ist_reader;
SELECT evidence ? 'most_common_value' AS tells, fix_sql FROM pgops.run_checks(ARRAY['skewed_index']) WHERE object = 'ist.secret_state';
RESET ROLE;

SELECT check_id, status, reason FROM pgops.check_status WHERE status = 'failed';
DROP SCHEMA ist CASCADE;
DROP ROLE regress_ist_watcher, regress_ist_reader;
