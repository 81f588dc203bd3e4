-- What a REINDEX of GIN and BRIN indexes gives back: measured before, then done. And the two checks of what was put off.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA gb;
SET search_path = gb, public;
SET pgops.min_relation_size = 0;

CREATE FUNCTION parts(n int) RETURNS int[] IMMUTABLE LANGUAGE sql AS
$$ SELECT ARRAY[n * 7919 % 20, n * 7907 % 1000, n * 104729 % 50000] $$;
CREATE TABLE t (id int, a int[], w tsvector) WITH (autovacuum_enabled = false);
CREATE INDEX t_grown ON t USING gin (a) WITH (fastupdate = off);
CREATE INDEX t_brin ON t USING brin (id) WITH (pages_per_range = 1);
INSERT INTO t SELECT n, parts(n), to_tsvector('simple', md5((n % 3000)::text) || ' w' || n % 300 || ' ' || n) FROM generate_series(1, 30000) n;
CREATE INDEX t_built ON t USING gin (a);
CREATE INDEX t_words ON t USING gin (w);
CREATE INDEX t_two ON t USING gin (a, w);

CREATE TABLE measured (step text, name text, method text, pages bigint, rebuilt bigint, low bigint, high bigint, trust text);
CREATE PROCEDURE measure(step text, most_pages int) LANGUAGE sql AS $$
    INSERT INTO gb.measured
    SELECT step, c.relname, b.method, b.size_bytes / 8192, (b.size_bytes - b.bloat_bytes) / 8192, round(b.size_bytes / 8192 * (1 - b.bloat_percent_high / 100)),
           round(b.size_bytes / 8192 * (1 - b.bloat_percent_low / 100)), b.trust
    FROM pg_class c, pgops.relation_bloat(c.oid, most_pages) b WHERE c.relnamespace = 'gb'::regnamespace AND c.relkind = 'i' AND c.relname ~ '^t_' $$;
CREATE VIEW wrong AS
SELECT step, name, method, pages, low, rebuilt, high, truth, trust
FROM measured, LATERAL (SELECT least(pages, pg_relation_size(('gb.' || quote_ident(name))::regclass) / 8192) AS truth) AS t
WHERE trust <> 'ok' OR rebuilt IS NULL OR NOT truth BETWEEN 2 * low - rebuilt - 2 AND 2 * high - rebuilt + 2 OR high - low > 6 + 0.3 * pages;

-- Nothing is dead; then a half, vacuumed; then a range of rows, not yet vacuumed.
VACUUM t;
CALL measure('grown', 1000000);
CALL measure('grown, sampled', 60);
REINDEX TABLE t;
SELECT * FROM wrong ORDER BY step, name COLLATE "C";
TRUNCATE measured;
DELETE FROM t WHERE id % 2 = 0;
VACUUM t;
CALL measure('half', 1000000);
CALL measure('half, sampled', 60);
REINDEX TABLE t;
SELECT * FROM wrong ORDER BY step, name COLLATE "C";
TRUNCATE measured;
DELETE FROM t WHERE id < 20000;
CALL measure('dead', 1000000);
CALL measure('dead, sampled', 60);
REINDEX TABLE t;
SELECT * FROM wrong ORDER BY step, name COLLATE "C";

-- An index of an empty table, and one whose entries all wait in the pending list.
CREATE TABLE none (a int[], id int) WITH (autovacuum_enabled = false);
CREATE INDEX none_gin ON none USING gin (a);
CREATE INDEX none_brin ON none USING brin (id);
SELECT access_method, bloat_bytes, trust FROM pgops.relation_bloat('none_gin') UNION ALL SELECT access_method, bloat_bytes, trust FROM pgops.relation_bloat('none_brin');

--
-- gin_pending_list
--
CREATE VIEW found AS
SELECT check_id, object, regexp_replace(finding, '[0-9.]+ (kB|MB)', '#') AS finding, fix_sql, undo_sql, fix_lock
FROM pgops.run_checks(ARRAY['gin_pending_list', 'brin_unsummarized']) WHERE object LIKE 'gb.%';
CREATE TABLE waiting (a int[]) WITH (autovacuum_enabled = false);
CREATE INDEX "waiting's" ON waiting USING gin (a) WITH (gin_pending_list_limit = 2000);
CREATE INDEX moved ON waiting USING gin (a) WITH (fastupdate = off);
INSERT INTO waiting SELECT parts(n) FROM generate_series(1, 5000) n;
SELECT * FROM found;
ALTER INDEX "waiting's" SET (gin_pending_list_limit = 64);
SELECT * FROM found;
SELECT fix_sql AS fix FROM found \gset
SELECT bloat_percent < 90 AS needs_pages_for_its_list, trust FROM pgops.relation_bloat('"waiting''s"');
:fix
SELECT count(*) FROM found;

--
-- brin_unsummarized
--
CREATE TABLE loaded (id int, filler text) WITH (autovacuum_enabled = false, fillfactor = 10);
CREATE INDEX loaded_brin ON loaded USING brin (id) WITH (pages_per_range = 2);
CREATE INDEX loaded_automatic ON loaded USING brin (id) WITH (pages_per_range = 2, autosummarize = on);
CREATE INDEX loaded_coarse ON loaded USING brin (id) WITH (pages_per_range = 32);
INSERT INTO loaded SELECT n, repeat('x', 300) FROM generate_series(1, 200) n;
SELECT * FROM found ORDER BY object COLLATE "C";
SELECT brin_summarize_new_values('loaded_automatic') > 16 AS summarized;
SELECT fix_sql AS fix FROM found WHERE object = 'gb.loaded_brin' \gset
\o /dev/null
:fix
\o
SELECT count(*) FROM found;
SELECT reloptions FROM pg_class WHERE relname = 'loaded_brin';

DROP SCHEMA gb CASCADE;
