-- empty_space_at_end, column_order_padding and low_hot_ratio: what is found, and what only looks like it.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA spc;
SET search_path = spc, public;
SET pgops.bloat_bytes = '100kB';
SET pgops.min_relation_size = '100kB';

-- Tails: one that VACUUM may cut off, one that a late row holds, one that many hold, of which only the end counts, one that VACUUM has not
-- been to. A look-alike: rows everywhere, if few.
CREATE TABLE cuttable (id int, payload text) WITH (autovacuum_enabled = false, vacuum_truncate = false);
INSERT INTO cuttable SELECT n, repeat('x', 400) FROM generate_series(1, 5000) n;
CREATE TABLE held (LIKE cuttable INCLUDING ALL) WITH (autovacuum_enabled = false);
INSERT INTO held SELECT * FROM cuttable;
CREATE TABLE held_by_many (LIKE cuttable INCLUDING ALL) WITH (autovacuum_enabled = false);
INSERT INTO held_by_many SELECT * FROM cuttable;
CREATE TABLE thinned (LIKE cuttable INCLUDING ALL) WITH (autovacuum_enabled = false);
INSERT INTO thinned SELECT * FROM cuttable;
CREATE TABLE unvacuumed (LIKE cuttable INCLUDING ALL) WITH (autovacuum_enabled = false);
INSERT INTO unvacuumed SELECT * FROM cuttable;
DELETE FROM cuttable WHERE id > 1000;
DELETE FROM held WHERE id > 1000 AND id <> 4900;
DELETE FROM held_by_many WHERE id > 1000 AND id % 500 <> 0;
DELETE FROM thinned WHERE id > 1000 AND id % 18 <> 0;
DELETE FROM unvacuumed WHERE id > 1000;
VACUUM cuttable, held, held_by_many, thinned;
SELECT object, confidence, fix_sql, fix_lock, impact_bytes = (evidence->>'tail_bytes')::bigint AS impact_is_the_tail,
       round((evidence->>'tail_bytes')::numeric / (evidence->>'size_bytes')::numeric, 1) AS share, evidence->>'straggler_pages' AS pages, evidence->>'straggler_rows' AS rows,
       (evidence->>'pages_read')::int < 100 AS few_pages
FROM pgops.run_checks(ARRAY['empty_space_at_end']) WHERE object LIKE 'spc.%' ORDER BY object COLLATE "C";
-- The promise holds.
CREATE TABLE promised AS SELECT object, impact_bytes, pg_relation_size(object::regclass) AS before FROM pgops.run_checks(ARRAY['empty_space_at_end']) WHERE object = 'spc.cuttable';
VACUUM (TRUNCATE) spc.cuttable;
SELECT before - pg_relation_size(object::regclass) = impact_bytes AS kept FROM promised;
SELECT object FROM pgops.run_checks(ARRAY['empty_space_at_end']) WHERE object = 'spc.cuttable';
-- A map that is out of date is found out: these rows were put behind its back into pages that it calls empty.
DELETE FROM held;
VACUUM (TRUNCATE false) held;
SELECT object, fix_sql FROM pgops.run_checks(ARRAY['empty_space_at_end']) WHERE object = 'spc.held';
INSERT INTO held SELECT n, repeat('x', 400) FROM generate_series(1, 4900) n;
SELECT object FROM pgops.run_checks(ARRAY['empty_space_at_end']) WHERE object = 'spc.held';

-- Orders of columns: gaps between; look-alikes: a tight one, and a gap that another order would only move to the end.
CREATE TABLE gaps (a bool NOT NULL, b bigint NOT NULL, c bool NOT NULL, d timestamptz NOT NULL, e smallint NOT NULL, f bigint, note text) WITH (autovacuum_enabled = false);
INSERT INTO gaps SELECT true, n, false, now(), 1, n, repeat('x', n % 8) FROM generate_series(1, 20000) n;
CREATE TABLE no_gaps (b bigint NOT NULL, d timestamptz NOT NULL, f bigint, e smallint NOT NULL, a bool NOT NULL, c bool NOT NULL, note text) WITH (autovacuum_enabled = false);
INSERT INTO no_gaps SELECT n, now(), n, 1, true, false, repeat('x', n % 8) FROM generate_series(1, 20000) n;
CREATE TABLE end_gap (a bool NOT NULL, b bigint NOT NULL) WITH (autovacuum_enabled = false);
INSERT INTO end_gap SELECT true, n FROM generate_series(1, 20000) n;
CREATE TABLE gaps_parted (LIKE gaps) PARTITION BY RANGE (b);
CREATE TABLE gaps_parted_1 PARTITION OF gaps_parted FOR VALUES FROM (1) TO (10001);
CREATE TABLE gaps_parted_2 PARTITION OF gaps_parted FOR VALUES FROM (10001) TO (20001);
INSERT INTO gaps_parted SELECT * FROM gaps;
SELECT pg_stat_force_next_flush();
ANALYZE gaps, no_gaps, end_gap, gaps_parted;
SELECT object, severity, finding, confidence, fix_sql, evidence->>'recommended_order' AS recommended_order, evidence->>'rows' AS rows
FROM pgops.run_checks(ARRAY['column_order_padding']) WHERE object LIKE 'spc.%' ORDER BY object COLLATE "C";
-- The promise holds. (From 16 on CREATE TABLE AS may leave empty pages at the end; INSERT does not.)
CREATE TABLE better AS SELECT b, d, f, e, a, c, note FROM gaps WITH NO DATA;
INSERT INTO better SELECT b, d, f, e, a, c, note FROM gaps;
SELECT abs(pg_relation_size('gaps') - pg_relation_size('better') - impact_bytes) <= 2 * 8192 AS kept FROM pgops.run_checks(ARRAY['column_order_padding']) WHERE object = 'spc.gaps';

-- Updates that are not HOT: pages without room; an index on what changes, in its key and in its predicate. Look-alikes: room on
-- every page; an index on what does not change, and one on the key; few updates.
CREATE TABLE no_room (id int PRIMARY KEY, amount int, payload text) WITH (autovacuum_enabled = false);
CREATE TABLE indexed (id int PRIMARY KEY, updated_at timestamptz, payload text) WITH (autovacuum_enabled = false, fillfactor = 50);
CREATE INDEX indexed_updated ON indexed (updated_at);
CREATE INDEX indexed_payload ON indexed (payload);
CREATE TABLE predicate (id int PRIMARY KEY, status int, payload text) WITH (autovacuum_enabled = false, fillfactor = 50);
CREATE INDEX predicate_open ON predicate (payload) WHERE status % 2 = 0;
CREATE TABLE roomy (id int PRIMARY KEY, amount int, payload text) WITH (autovacuum_enabled = false, fillfactor = 40);
CREATE INDEX roomy_payload ON roomy (payload);
CREATE TABLE seldom (id int PRIMARY KEY, status int, payload text) WITH (autovacuum_enabled = false);
CREATE INDEX seldom_status ON seldom (status);
INSERT INTO no_room SELECT n, 0, repeat('x', 100) FROM generate_series(1, 12000) n;
INSERT INTO indexed SELECT n, now(), repeat('x', 100) FROM generate_series(1, 12000) n;
INSERT INTO predicate SELECT n, 0, repeat('x', 100) FROM generate_series(1, 12000) n;
INSERT INTO roomy SELECT n, 0, repeat('x', 100) FROM generate_series(1, 12000) n;
INSERT INTO seldom SELECT n, 0, repeat('x', 100) FROM generate_series(1, 12000) n;
UPDATE no_room SET amount = 1;
UPDATE indexed SET updated_at = '2030-01-01';
UPDATE predicate SET status = 1;
UPDATE roomy SET amount = 1;
UPDATE seldom SET status = 1 WHERE id < 5000;
SELECT pg_stat_force_next_flush();
SELECT object, finding ~ '^only [0-9]+ % of 12,000 updates HOT$' AS says_so, confidence, evidence->>'at_fault' AS at_fault, evidence->>'likely_indexes' AS likely,
       evidence->>'other_indexes' AS others, fix_sql, undo_sql, fix_lock
FROM pgops.run_checks(ARRAY['low_hot_ratio']) WHERE object LIKE 'spc.%' ORDER BY object COLLATE "C";
SET pgops.hot_update_percent = 1;
SELECT object FROM pgops.run_checks(ARRAY['low_hot_ratio']) WHERE object = 'spc.no_room';
RESET pgops.hot_update_percent;
-- Fix and undo run as printed.
SELECT fix_sql FROM pgops.run_checks(ARRAY['low_hot_ratio']) WHERE object = 'spc.no_room'
UNION ALL SELECT undo_sql FROM pgops.run_checks(ARRAY['low_hot_ratio']) WHERE object = 'spc.no_room'
\gexec
SELECT reloptions FROM pg_class WHERE oid = 'no_room'::regclass;

SELECT check_id, status, reason FROM pgops.check_status WHERE status = 'failed';
DROP SCHEMA spc CASCADE;
