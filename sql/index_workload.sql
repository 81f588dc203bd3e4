-- The checks that ask what statements look for and change: through pg_stat_statements, whose texts are taken apart.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA wrk;
SET search_path = wrk, public;
SET pgops.min_relation_size = '100kB';
SET pgops.missing_index_min_rows = 1000;
SET pgops.bloat_bytes = '100kB';
CREATE VIEW found AS SELECT * FROM pgops.run_checks(ARRAY['missing_index', 'gin_missing', 'hot_blocking_index', 'hash_index_advice']) WHERE object LIKE 'wrk.%' OR evidence->>'table' LIKE 'wrk.%';

CREATE TABLE orders (id int PRIMARY KEY, customer int, email text, state text, note text, total int) WITH (autovacuum_enabled = false);
INSERT INTO orders SELECT n, n / 3, 'mail' || n, 'state ' || n % 4, repeat('x', 50), n FROM generate_series(1, 20000) n;
CREATE TABLE sums (LIKE orders INCLUDING INDEXES) WITH (autovacuum_enabled = false);
INSERT INTO sums SELECT * FROM orders;
CREATE TABLE documents (id int PRIMARY KEY, tags text[], body jsonb, seldom jsonb, label text) WITH (autovacuum_enabled = false);
INSERT INTO documents SELECT n, ARRAY['t' || n % 100], jsonb_build_object('n', n), '{}', md5(n::text) || md5(n::text) || md5(n::text) || md5(n::text) FROM generate_series(1, 12000) n;
CREATE INDEX documents_label ON documents (label);
CREATE TABLE jobs (id int PRIMARY KEY, phase text, kind text, payload text) WITH (autovacuum_enabled = false, fillfactor = 50);
INSERT INTO jobs SELECT n, 'new', 'k' || n % 7, repeat('x', 60) FROM generate_series(1, 12000) n;
CREATE INDEX jobs_phase ON jobs (phase);
CREATE INDEX jobs_kind ON jobs (kind);
SELECT pg_stat_force_next_flush();
VACUUM ANALYZE orders, sums, documents, jobs;

-- The workload, before anybody counts statements: what is found rests on counters and names.
\set ECHO none
\o /dev/null
SELECT 'SELECT count(*) FROM wrk.orders WHERE customer = 1' FROM generate_series(1, 110)
\gexec
SELECT 'SELECT sum(total) FROM wrk.sums' FROM generate_series(1, 110)
\gexec
UPDATE jobs SET phase = 'run';
\o
\set ECHO all
SELECT pg_stat_force_next_flush();
SELECT check_id, object, confidence, regexp_replace(finding, '[0-9]+ scan|[0-9.]+ kB|[0-9,]+ rows|[0-9,]+ not', '#', 'g') AS finding, fix_sql, evidence->>'statements' AS statements, evidence->>'known_from' AS known_from, evidence->'filter_columns' AS columns
FROM found ORDER BY check_id, object COLLATE "C";
SELECT check_id, status, reason FROM pgops.check_status WHERE check_id = 'hash_index_advice' AND reason LIKE '%pg_stat_statements%';

-- With it: each form in which a column is looked for, and some that look like it.
CREATE EXTENSION pg_stat_statements SCHEMA public;
SELECT pg_stat_statements_reset() IS NOT NULL AS reset;
\set ECHO none
\o /dev/null
SELECT 'SELECT count(*) FROM wrk.orders WHERE customer = 1' FROM generate_series(1, 50)
\gexec
SELECT 'SELECT o.note FROM wrk.orders o WHERE o.customer IN (1, 2) AND o.state = ''state 1''' FROM generate_series(1, 40)
\gexec
SELECT 'WITH mine AS (SELECT * FROM wrk.orders WHERE 7 = customer) SELECT * FROM mine JOIN wrk.sums s ON s.id = mine.id WHERE mine.email = ''x''' FROM generate_series(1, 30)
\gexec
SELECT 'SELECT 1 FROM wrk.sums WHERE id = 5 AND EXISTS (SELECT FROM wrk.orders WHERE email = ''mail'' || 5)' FROM generate_series(1, 20)
\gexec
SELECT count(*) FROM orders WHERE customer = ANY ('{1,2}') OR total = 7;
SELECT count(*) FROM orders WHERE NOT (total = 7);
SELECT count(*) FROM orders WHERE total + 1 = 7;
SELECT count(*) FROM orders WHERE lower(email) = 'x';
SELECT count(*) FROM sums WHERE id = 7 AND now() - interval '1 day' > timestamptz '2020-01-01';
SELECT 'SELECT sum(total) FROM wrk.sums' FROM generate_series(1, 110)
\gexec
SELECT count(*) FROM documents WHERE tags && '{t1}';
SELECT count(*) FROM documents WHERE tags @> '{t1}' AND body @> '{"n": 5}';
SELECT id FROM documents WHERE label = 'x';
SELECT id FROM documents WHERE label IN ('x', 'y');
UPDATE jobs j SET phase = 'done' WHERE j.id <= 11000;
INSERT INTO jobs VALUES (1, 'new', 'k1', '') ON CONFLICT (id) DO UPDATE SET kind = 'k2';
\o
\set ECHO all
SELECT pg_stat_force_next_flush();
SELECT check_id, object, confidence, regexp_replace(finding, '[0-9]+ scan|[0-9.]+ kB|[0-9,]+ rows|[0-9,]+ not', '#', 'g') AS finding, fix_sql, fix_lock, evidence->>'statements' AS statements, evidence->>'known_from' AS known_from,
       evidence->'filter_columns' AS columns, evidence->>'calls' AS calls FROM found ORDER BY check_id, object COLLATE "C";

-- Nobody's statements are shown, and who may not see them is told so. pg_monitor may.
CREATE ROLE regress_wrk_watcher IN ROLE pg_monitor;
CREATE ROLE regress_wrk_blind;
GRANT USAGE ON SCHEMA pgops TO regress_wrk_blind;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgops TO regress_wrk_blind;
CREATE TABLE seen AS SELECT current_user::text AS who, check_id, object, finding, confidence, fix_sql, evidence FROM found WHERE check_id <> 'missing_index';
SET ROLE regress_wrk_watcher;
SELECT check_id, object, confidence, fix_sql FROM pgops.run_checks(ARRAY['missing_index']) WHERE object = 'wrk.orders';
CREATE TEMP TABLE watched AS SELECT check_id, object, finding, confidence, fix_sql, evidence FROM pgops.run_checks(ARRAY['gin_missing', 'hot_blocking_index', 'hash_index_advice']) WHERE object LIKE 'wrk.%';
SET ROLE regress_wrk_blind;
SELECT check_id, object, confidence, fix_sql, evidence->>'statements' AS statements FROM pgops.run_checks(ARRAY['missing_index']) WHERE object = 'wrk.orders';
RESET ROLE;
SELECT count(*) AS same FROM watched w JOIN seen s USING (check_id, object, finding, confidence, evidence) WHERE w.fix_sql IS NOT DISTINCT FROM s.fix_sql;
SELECT count(*) AS all FROM seen;
-- Somebody else's function of that name is not asked.
DROP EXTENSION pg_stat_statements;
CREATE FUNCTION public.pg_stat_statements(boolean) RETURNS TABLE (calls bigint, rows bigint, query text, dbid oid) LANGUAGE plpgsql AS $$BEGIN RAISE 'called'; END$$;
SELECT object, evidence->>'statements' AS statements FROM found WHERE check_id = 'missing_index' AND object = 'wrk.orders';
DROP FUNCTION public.pg_stat_statements(boolean);
SELECT check_id, status, reason FROM pgops.check_status WHERE status = 'failed';

-- What is advised is what the workload needs.
CREATE INDEX CONCURRENTLY ON wrk.orders (customer);
SELECT object FROM found WHERE check_id = 'missing_index' AND fix_sql IS NOT NULL;
REVOKE ALL ON SCHEMA pgops FROM regress_wrk_blind;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA pgops FROM regress_wrk_blind;
DROP TABLE watched;
DROP SCHEMA wrk CASCADE;
DROP ROLE regress_wrk_watcher, regress_wrk_blind;
