-- What a REINDEX of a hash, GiST or SP-GiST index gives back: measured before, then done.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA om;
SET search_path = om, public;

CREATE TABLE t (id int, place point, area box, span int4range, address inet, word text, few int, rare int) WITH (autovacuum_enabled = false);
CREATE FUNCTION fill(first int, last int) RETURNS void LANGUAGE sql AS $$
    INSERT INTO om.t SELECT n, point(a, b), box(point(a, b), point(a + 20, b + 20)), int4range(a, a + 1 + b % 1000), inet '10.0.0.0' + (a * 1000 + b) % 16000000,
                            substr(md5(n::text), 1, 6 + b % 20), n % 7, CASE WHEN n % 3 = 0 THEN b END
                     FROM generate_series(first, last) n, LATERAL (SELECT (hashint4(n) & 2147483647) % 100000 AS a, (hashint4(-n) & 2147483647) % 100000 AS b) AS r $$;
SELECT fill(1, 24000);
CREATE INDEX t_hash ON t USING hash (id);
CREATE INDEX t_hash_half ON t USING hash (id) WITH (fillfactor = 40);
CREATE INDEX t_hash_word ON t USING hash (word);
CREATE INDEX t_hash_few ON t USING hash (few);
CREATE INDEX t_hash_nulls ON t USING hash (rare);
CREATE INDEX t_gist_point ON t USING gist (place);
CREATE INDEX t_gist_box ON t USING gist (area);
CREATE INDEX t_gist_half ON t USING gist (area) WITH (fillfactor = 60);
CREATE INDEX t_gist_range ON t USING gist (span);
CREATE INDEX t_spgist_point ON t USING spgist (place);
CREATE INDEX t_spgist_tree ON t USING spgist (place kd_point_ops);
CREATE INDEX t_spgist_text ON t USING spgist (word);
CREATE INDEX t_spgist_inet ON t USING spgist (address);
CREATE INDEX t_spgist_range ON t USING spgist (span);
VACUUM ANALYZE t;

-- Measures all indexes; then, after a REINDEX, compares. Splits of pages are random in part: GiST's and SP-GiST's figures are those of the model.
CREATE TABLE measured (step text, name text, method text, size bigint, percent float8, low float8, high float8, trust text);
CREATE PROCEDURE measure(step text, most_pages int) LANGUAGE sql AS $$
    INSERT INTO om.measured
    SELECT step, c.relname, b.method, b.size_bytes, b.bloat_percent, b.bloat_percent_low, b.bloat_percent_high, b.trust
    FROM pg_class c, pgops.relation_bloat(c.oid, most_pages) b WHERE c.relnamespace = 'om'::regnamespace AND c.relkind = 'i' AND c.relname ~ '^t_' $$;
CREATE VIEW wrong AS
SELECT step, name, method, size, percent, low, high, truth, trust
FROM measured, LATERAL (SELECT greatest(0, 100 - 100.0 * pg_relation_size(('om.' || quote_ident(name))::regclass) / size) AS truth) AS t
WHERE trust <> 'ok' OR percent IS NULL OR abs(percent - truth) > CASE WHEN name ~ 'hash' THEN 2.5 ELSE 12 END OR NOT percent BETWEEN low AND high OR high - low > 60;

-- Of a fresh index there is nothing to give back.
CALL measure('fresh', 1000000);
CALL measure('fresh, sampled', 60);
SELECT * FROM wrong ORDER BY step, name COLLATE "C";
SELECT step, count(*) FROM measured GROUP BY step ORDER BY step;

-- Rows that are dead, and not vacuumed away.
TRUNCATE measured;
DELETE FROM t WHERE id % 2 = 0;
CALL measure('half is dead', 1000000);
CALL measure('half is dead, sampled', 60);
BEGIN;
-- The first rebuild corrects the statistics, which the buckets of a hash index come from.
REINDEX INDEX t_gist_point;
REINDEX TABLE t;
SELECT * FROM wrong ORDER BY step, name COLLATE "C";
ROLLBACK;
-- And when they are.
TRUNCATE measured;
VACUUM ANALYZE t;
CALL measure('half is gone', 1000000);
CALL measure('half is gone, sampled', 60);
BEGIN;
REINDEX TABLE t;
SELECT * FROM wrong ORDER BY step, name COLLATE "C";
ROLLBACK;

-- Filled up by inserts, thinned out from the left, and filled up again.
TRUNCATE measured;
SELECT fill(24001, 40000);
DELETE FROM t WHERE id < 16000;
VACUUM ANALYZE t;
SELECT fill(40001, 44000);
DELETE FROM t WHERE id % 3 = 0;
VACUUM ANALYZE t;
CALL measure('churned', 1000000);
CALL measure('churned, sampled', 60);
REINDEX TABLE t;
SELECT * FROM wrong ORDER BY step, name COLLATE "C";

-- Emptied, and never filled.
TRUNCATE measured;
DELETE FROM t;
VACUUM ANALYZE t;
CALL measure('emptied', 1000000);
REINDEX TABLE t;
SELECT * FROM wrong ORDER BY step, name COLLATE "C";
TRUNCATE measured;
CALL measure('empty', 1000000);
SELECT name, percent FROM measured WHERE percent > 0;

DROP SCHEMA om CASCADE;
