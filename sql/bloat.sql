-- Space that a rebuild gives back, estimated from statistics; and what only looks like it.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA blo;
SET search_path = blo, public;
SET pgops.bloat_bytes = '100kB';
SET pgops.min_relation_size = '100kB';

CREATE VIEW found AS
SELECT check_id, severity, object COLLATE "C" AS object, finding ~ '^[0-9.]+ [kM]B bloat, [0-9]+ % of [0-9.]+ [kM]B$' AS says_so, confidence, fix_sql, undo_sql, fix_lock,
       impact_bytes, evidence, (evidence->>'bloat_percent')::numeric AS percent
FROM pgops.run_checks(ARRAY['table_bloat', 'index_bloat']) WHERE object LIKE 'blo.%';

CREATE TABLE emptied (id int PRIMARY KEY, payload text) WITH (autovacuum_enabled = false);
INSERT INTO emptied SELECT n, repeat('x', 80) FROM generate_series(1, 20000) n;
DELETE FROM emptied WHERE id % 10 <> 0;
-- Counters of changes that reach the server after ANALYZE would make its statistics look old.
SELECT pg_stat_force_next_flush();
VACUUM (ANALYZE) emptied;
-- Look-alikes: full; as empty as its fillfactor says; nearly empty rows of very different lengths; few dead rows.
CREATE TABLE full_table (id int PRIMARY KEY, payload text) WITH (autovacuum_enabled = false);
INSERT INTO full_table SELECT n, repeat('x', 80) FROM generate_series(1, 20000) n;
CREATE TABLE low_fillfactor (id int, payload text) WITH (fillfactor = 20, autovacuum_enabled = false);
CREATE INDEX low_fillfactor_id ON low_fillfactor (id) WITH (fillfactor = 30);
INSERT INTO low_fillfactor SELECT n, repeat('x', 80) FROM generate_series(1, 20000) n;
REINDEX TABLE low_fillfactor;
CREATE TABLE mostly_null (id int, a text, b bigint, c timestamptz, d smallint, e "char") WITH (autovacuum_enabled = false);
INSERT INTO mostly_null SELECT n, CASE WHEN n % 10 = 0 THEN repeat('x', n % 200) END, n, NULL, NULL, 'y' FROM generate_series(1, 20000) n;
CREATE TABLE few_dead (id int, payload text) WITH (autovacuum_enabled = false);
INSERT INTO few_dead SELECT n, repeat('x', 80) FROM generate_series(1, 20000) n;
DELETE FROM few_dead WHERE id % 5 = 0;
CREATE TABLE unaligned (a "char", b bigint, c "char", d bigint, e smallint, f numeric) WITH (autovacuum_enabled = false);
INSERT INTO unaligned SELECT 'a', n, 'b', n, 1, n FROM generate_series(1, 20000) n;
CREATE TABLE in_toast (id int, payload text) WITH (autovacuum_enabled = false);
ALTER TABLE in_toast ALTER payload SET STORAGE EXTERNAL;
INSERT INTO in_toast SELECT n, repeat('x', 4000) FROM generate_series(1, 5000) n;
SELECT pg_stat_force_next_flush();
VACUUM (ANALYZE) full_table, low_fillfactor, mostly_null, few_dead, unaligned, in_toast;
SELECT check_id, object, severity, says_so, confidence, fix_sql, undo_sql, fix_lock FROM found ORDER BY check_id, object;
SELECT check_id, percent BETWEEN 80 AND 95 AS about_nine_tenths, impact_bytes = (evidence->>'bloat_bytes')::bigint AS impact_is_the_bloat,
       (evidence->>'size_bytes')::bigint = pg_relation_size(object::regclass) AS size_is_right, evidence->>'method' AS method
FROM found ORDER BY check_id;
-- The promise holds: the rebuild gives back what was promised, to within a tenth of the size.
CREATE TABLE promised AS SELECT object, impact_bytes, pg_relation_size(object::regclass) AS before FROM found;
SELECT fix_sql FROM found ORDER BY check_id, object
\gexec
SELECT object, abs(before - pg_relation_size(object::regclass) - impact_bytes) < before / 10 AS kept FROM promised ORDER BY object;
SELECT check_id, object FROM found;

-- Without statistics there is no estimate, and the check says so.
CREATE TABLE unanalyzed (id int, payload text) WITH (autovacuum_enabled = false);
INSERT INTO unanalyzed SELECT n, repeat('x', 80) FROM generate_series(1, 20000) n;
DELETE FROM unanalyzed WHERE id % 10 <> 0;
SELECT check_id, object FROM found;
SELECT check_id, reason ~ '[1-9][0-9]* tables? without statistics' AS says_so FROM pgops.check_status WHERE check_id = 'table_bloat';
-- Statistics that no longer fit the table are not used either.
SELECT pg_stat_force_next_flush();
ANALYZE unanalyzed;
SELECT object FROM found WHERE check_id = 'table_bloat';
INSERT INTO unanalyzed SELECT n, repeat('x', 80) FROM generate_series(1, 40000) n;
SELECT pg_stat_force_next_flush();
SELECT object FROM found WHERE check_id = 'table_bloat';
SELECT reason ~ '[1-9][0-9]* tables? whose statistics are older' AS says_so FROM pgops.check_status WHERE check_id = 'table_bloat';

-- Thresholds: percent, bytes, size.
DELETE FROM few_dead WHERE id % 10 <> 1;
SELECT pg_stat_force_next_flush();
VACUUM (ANALYZE) few_dead;
SELECT object FROM found WHERE check_id = 'table_bloat' ORDER BY object;
SET pgops.bloat_percent = 99;
SELECT object FROM found WHERE check_id = 'table_bloat' ORDER BY object;
RESET pgops.bloat_percent;
SET pgops.bloat_bytes = '100MB';
SELECT object FROM found WHERE check_id = 'table_bloat' ORDER BY object;
SET pgops.bloat_bytes = '100kB';
SET pgops.min_relation_size = '1GB';
SELECT object FROM found WHERE check_id = 'table_bloat' ORDER BY object;

DROP SCHEMA blo CASCADE;
