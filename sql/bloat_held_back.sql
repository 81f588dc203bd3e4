-- held_back_bytes of every access method: dead rows that a prepared transaction may still see. A REINDEX keeps their entries now, a later
-- one does not.
CREATE SCHEMA hb;
SET search_path = hb;
CREATE TABLE held (id int, words text[], place point, name text) WITH (autovacuum_enabled = false);
INSERT INTO held
SELECT n, ARRAY['w' || n % 700, 'w' || n % 1100], point(hashint4(n) % 10000, hashint4(n + 1) % 10000), md5(n::text) FROM generate_series(1, 40000) n;
CREATE INDEX held_gin ON held USING gin (words) WITH (fastupdate = off);
CREATE INDEX held_gist ON held USING gist (place);
CREATE INDEX held_hash ON held USING hash (id);
CREATE INDEX held_spgist ON held USING spgist (name);
VACUUM ANALYZE held;
CREATE VIEW holding AS
SELECT c.relname, pages, method, bloat_percent < 12 AS little_now, round(held_back_bytes::numeric / size_bytes, 2) AS share
FROM pg_class c, (VALUES (60), (1000000)) AS v (pages), pgops.relation_bloat(c.oid, pages)
WHERE c.relnamespace = 'hb'::regnamespace AND c.relname ~ '^held_' ORDER BY 1, 2;

-- Nobody holds anything.
SELECT relname, method, share FROM holding;

BEGIN;
SELECT count(*) FROM held WHERE pg_current_xact_id() IS NULL;
PREPARE TRANSACTION 'hb_holder';
DELETE FROM held WHERE id % 2 = 0;
SELECT relname, method, little_now, share BETWEEN 0.3 AND 0.7 AS half_later, CASE WHEN NOT share BETWEEN 0.3 AND 0.7 THEN share END AS otherwise FROM holding;
ROLLBACK PREPARED 'hb_holder';

-- What was held back is free to go now.
SELECT relname, method, share FROM holding;
SET client_min_messages = warning;
DROP SCHEMA hb CASCADE;
