-- The checks that ask what an index takes for what it gives, and those that ask whether the server of today would build it so.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA shp;
SET search_path = shp, public;
SET pgops.min_relation_size = '100kB';
SET pgops.bloat_bytes = '100kB';
SET default_statistics_target = 200;
CREATE VIEW found AS SELECT * FROM pgops.run_checks(ARRAY['large_value_index', 'wide_index', 'hash_index_advice', 'brin_candidate', 'too_many_indexes', 'btree_on_array',
    'gin_missing', 'dedup_disabled_index', 'collation_version_mismatch']) WHERE object LIKE 'shp.%' OR evidence->>'table' LIKE 'shp.%';

CREATE TABLE pages (id int PRIMARY KEY, url text, body text, title text, toasted text, kind int, even int) WITH (autovacuum_enabled = false);
-- Letters that do not compress.
CREATE FUNCTION noise(n int, length int) RETURNS text LANGUAGE sql AS $$SELECT left((SELECT string_agg(md5(n || ' ' || k), '') FROM generate_series(1, length / 32 + 1) k), length)$$;
INSERT INTO pages SELECT n, 'https://example.org/' || noise(n, 60), noise(n, 500), noise(n, 30), CASE WHEN n % 2 = 0 THEN noise(n, 2600) END, n % 10, n FROM generate_series(1, 10000) n;
CREATE INDEX pages_body ON pages (body);
CREATE INDEX pages_toasted ON pages (toasted);
-- Look-alikes: shorter, hashed, cut.
CREATE INDEX pages_url ON pages (url);
CREATE INDEX pages_body_hash ON pages USING hash (body);
CREATE INDEX pages_body_left ON pages (left(body, 32));
-- A hash index that a btree would do for, and one of long values.
CREATE INDEX pages_kind_hash ON pages USING hash (kind);

-- An index that is the row once more; a look-alike beside long texts.
CREATE TABLE readings (sensor int, at timestamptz, value float8, unit text, flags int) WITH (autovacuum_enabled = false);
INSERT INTO readings SELECT n % 50, timestamptz '2025-01-01' + n * interval '1 second', n, 'mm', 0 FROM generate_series(1, 30000) n;
CREATE INDEX readings_all ON readings (flags, at, value) INCLUDE (unit, sensor);
CREATE INDEX readings_at ON readings (at);
CREATE INDEX readings_value ON readings (value);
CREATE INDEX pages_many ON pages (kind, even, id, title);
-- Equal keys that are not merged; a look-alike without equal keys.
CREATE INDEX readings_sensor ON readings (sensor) WITH (deduplicate_items = off);
CREATE INDEX pages_even ON pages (even) WITH (deduplicate_items = off);
-- Arrays, documents, ranges.
CREATE TABLE parts (id int PRIMARY KEY, tags text[], labels text[], document jsonb, during tstzrange, words tsvector, searched tsvector, days date[]) WITH (autovacuum_enabled = false);
INSERT INTO parts SELECT n, ARRAY['a' || n, 'b'], ARRAY['c' || n], jsonb_build_object('n', n), tstzrange(now(), now() + interval '1 day'), to_tsvector('simple', 'word ' || n), NULL, ARRAY[current_date + n] FROM generate_series(1, 12000) n;
CREATE INDEX parts_tags ON parts (tags);
CREATE INDEX parts_during ON parts (during);
CREATE INDEX parts_labels ON parts (labels);
CREATE INDEX parts_labels_gin ON parts USING gin (labels);
CREATE INDEX parts_searched ON parts USING gist (searched);
CREATE UNIQUE INDEX parts_days ON parts (days);
SELECT pg_stat_force_next_flush();
VACUUM ANALYZE pages, readings, parts;
-- Long reads of one index, short ones of the other.
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SET enable_indexonlyscan = off;
SELECT count(unit) FROM readings WHERE at > '2025-01-01 00:02';
SELECT count(unit) FROM readings WHERE value = 17;
RESET enable_seqscan;
RESET enable_bitmapscan;
RESET enable_indexonlyscan;
SELECT pg_stat_force_next_flush();
SET pgops.brin_min_table_size = 0;
SET pgops.too_many_indexes = 4;
SELECT check_id, object, severity, confidence, regexp_replace(finding, '[0-9.]+ (bytes|kB|MB)', '#', 'g') AS finding, fix_sql, undo_sql, fix_lock FROM found ORDER BY check_id, object COLLATE "C";
SELECT object, evidence - 'size_bytes' - 'hash_bytes' - 'index_bytes' - 'table_bytes' - 'bytes_without_scans' - 'brin_bytes' - 'merged_bytes' - 'btree_bytes' - 'correlation' - 'rows_per_range' - 'key_bytes' AS evidence
FROM found WHERE check_id IN ('wide_index', 'too_many_indexes', 'brin_candidate', 'large_value_index') ORDER BY check_id, object COLLATE "C";

-- What is promised holds, and each command runs as printed.
CREATE TABLE promised AS SELECT check_id, object, coalesce((evidence->>'brin_bytes')::numeric, (evidence->>'merged_bytes')::numeric) AS bytes FROM found WHERE check_id IN ('brin_candidate', 'dedup_disabled_index');
SELECT command FROM found, string_to_table(fix_sql, E'\n') WITH ORDINALITY AS commands (command, place) ORDER BY object COLLATE "C", place
\gexec
SELECT p.check_id, p.object, abs(pg_relation_size(CASE p.check_id WHEN 'brin_candidate' THEN 'shp.readings_at_idx' ELSE p.object END::regclass) / p.bytes - 1) < 0.1 AS kept FROM promised p ORDER BY 1;
SELECT check_id, object FROM found WHERE fix_sql IS NOT NULL ORDER BY 1, 2;
-- The BRIN index really serves.
VACUUM ANALYZE readings;

-- Collations: a version that is not the library's any more, told with what it sorts.
CREATE COLLATION german (provider = icu, locale = 'de-DE');
CREATE COLLATION english (provider = icu, locale = 'en-US');
CREATE TABLE names (name text COLLATE german, title text COLLATE "C", other text COLLATE english, during tstzrange, EXCLUDE USING gist (during WITH &&));
CREATE INDEX names_name ON names (name);
CREATE UNIQUE INDEX names_lower ON names (lower(name), during);
CREATE INDEX names_title ON names (title);
CREATE INDEX names_other ON names (other);
CREATE INDEX names_pattern ON names (name text_pattern_ops);
CREATE INDEX names_hash ON names USING hash (name);
SELECT object FROM pgops.run_checks(ARRAY['collation_version_mismatch']);
UPDATE pg_collation SET collversion = '1.0' WHERE collname = 'german' AND collnamespace = 'shp'::regnamespace;
UPDATE pg_collation SET collversion = NULL WHERE collname = 'english' AND collnamespace = 'shp'::regnamespace;
SELECT object, severity, regexp_replace(finding, '[0-9.]+ (bytes|kB)', '#') AS finding, confidence, fix_sql, fix_lock, evidence - 'actual_version' - 'index_bytes' AS evidence, classid::regclass, objid = 'german'::regcollation AS itself
FROM pgops.run_checks(ARRAY['collation_version_mismatch']);
SELECT status, reason FROM pgops.check_status WHERE check_id = 'collation_version_mismatch';
SET ROLE pg_monitor;
SELECT object, fix_sql IS NOT NULL AS fix FROM pgops.run_checks(ARRAY['collation_version_mismatch']);
RESET ROLE;
SELECT string_to_table(fix_sql, E'\n') FROM pgops.run_checks(ARRAY['collation_version_mismatch'])
\gexec
SELECT object FROM pgops.run_checks(ARRAY['collation_version_mismatch']);

-- The database's own, where the library has versions (not in C).
CREATE DATABASE regress_shp_old TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-DE' LOCALE 'C' ENCODING 'UTF8';
\c regress_shp_old
SET client_min_messages = warning;
CREATE EXTENSION pgops_ext;
CREATE TABLE words (word text PRIMARY KEY);
UPDATE pg_database SET datcollversion = '1.0' WHERE datname = current_database();
SELECT object, severity, fix_sql, evidence->>'of_database' AS of_database, evidence->>'indexes' AS indexes, classid::regclass FROM pgops.run_checks(ARRAY['collation_version_mismatch']);
SELECT string_to_table(fix_sql, E'\n') FROM pgops.run_checks(ARRAY['collation_version_mismatch'])
\gexec
SELECT object FROM pgops.run_checks(ARRAY['collation_version_mismatch']);
\c contrib_regression
SET client_min_messages = warning;
DROP DATABASE regress_shp_old;
SELECT check_id, status, reason FROM pgops.check_status WHERE status = 'failed';
DROP SCHEMA shp CASCADE;
