-- What a REINDEX of a btree gives back: measured before, then done.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA bb;
SET search_path = bb, public;

-- Text without a pattern, of the given length.
CREATE FUNCTION words(n int, length int) RETURNS text IMMUTABLE LANGUAGE sql AS
$$ SELECT substr(string_agg(md5((n * 31 + i)::text), ''), 1, length) FROM generate_series(0, length / 32) i $$;

CREATE TABLE t (id int, few int, many bigint, nulls int, name name, short text, long text, flag bool, price numeric, at timestamptz)
    WITH (autovacuum_enabled = false);
CREATE UNIQUE INDEX t_id ON t (id);
CREATE INDEX t_few ON t (few);
CREATE INDEX t_few_apart ON t (few) WITH (deduplicate_items = off);
CREATE INDEX t_many ON t (many);
CREATE INDEX t_many_half ON t (many) WITH (fillfactor = 50);
CREATE INDEX t_many_full ON t (many DESC) WITH (fillfactor = 100);
CREATE INDEX t_nulls ON t (nulls);
CREATE INDEX t_name ON t (name);
CREATE INDEX t_short ON t (short);
CREATE INDEX t_long ON t (long);
CREATE INDEX t_flag ON t (flag);
CREATE INDEX t_price ON t (price);
CREATE INDEX t_two ON t (few, short);
CREATE INDEX t_three ON t (flag, long, at);
CREATE INDEX t_included ON t (many) INCLUDE (short);
CREATE INDEX t_part ON t (many) WHERE few < 100;
CREATE INDEX t_expression ON t (lower(short), (few % 7));
CREATE INDEX t_same ON t ((1));
INSERT INTO t SELECT n, n * 7919 % 1000, (n::bigint * 2654435761) % 4294967296, CASE WHEN n % 5 = 0 THEN n * 7919 % 30000 END, words(n, 1 + n % 60), words(n, n % 40),
                     words(n, 100 + n % 400), n % 3 = 0, (n * 7919 % 5000) / 100.0, timestamptz 'epoch' + (n / 4) * interval '1 minute'
              FROM generate_series(1, 30000) n;

-- Measures all indexes; then, after a REINDEX, compares. The figure of an exact measurement is that of the rebuild to within a page.
CREATE TABLE measured (step text, name text, method text, pages bigint, rebuilt bigint, low bigint, high bigint, trust text);
CREATE PROCEDURE measure(step text, most_pages int) LANGUAGE sql AS $$
    INSERT INTO bb.measured
    SELECT step, c.relname, b.method, b.size_bytes / 8192, (b.size_bytes - b.bloat_bytes) / 8192, round(b.size_bytes / 8192 * (1 - b.bloat_percent_high / 100)),
           round(b.size_bytes / 8192 * (1 - b.bloat_percent_low / 100)), b.trust
    FROM pg_class c, pgops.relation_bloat(c.oid, most_pages) b WHERE c.relnamespace = 'bb'::regnamespace AND c.relkind = 'i' AND c.relname ~ '^t_' $$;
-- A sample may be off, but says how far (other blocks in every run: the double of it is never reached). A rebuild that would be larger gives back nothing.
CREATE VIEW wrong AS
SELECT step, name, method, pages, low, rebuilt, high, truth, trust
FROM measured, LATERAL (SELECT least(pages, pg_relation_size(('bb.' || quote_ident(name))::regclass) / 8192) AS truth) AS t
WHERE trust <> 'ok' OR rebuilt IS NULL OR (method = 'exact' AND abs(rebuilt - truth) > 1) OR NOT truth BETWEEN 2 * low - rebuilt - 2 AND 2 * high - rebuilt + 2 OR high - low > 5 + 0.3 * pages;

-- Pages split by inserts in all orders; nothing is dead.
VACUUM t;
CALL measure('split', 1000000);
CALL measure('split, sampled', 60);
REINDEX TABLE t;
SELECT * FROM wrong ORDER BY step, name COLLATE "C";
SELECT step, count(*), count(*) FILTER (WHERE method = 'exact') AS exact FROM measured GROUP BY step ORDER BY step;
-- Of a fresh index there is nothing to give back.
TRUNCATE measured;
CALL measure('fresh', 1000000);
SELECT count(*), bool_and(rebuilt = pages) AS nothing_to_gain FROM measured;

-- Dead rows that VACUUM has not removed yet: a range of them, then every second one.
TRUNCATE measured;
DELETE FROM t WHERE id BETWEEN 5000 AND 9999;
CALL measure('range is dead', 1000000);
CALL measure('range is dead, sampled', 60);
REINDEX TABLE t;
SELECT * FROM wrong ORDER BY step, name COLLATE "C";
TRUNCATE measured;
DELETE FROM t WHERE id % 2 = 0;
CALL measure('every second is dead', 1000000);
CALL measure('every second is dead, sampled', 60);
REINDEX TABLE t;
SELECT * FROM wrong ORDER BY step, name COLLATE "C";

-- Pages that became empty and were deleted; versions of updated rows.
TRUNCATE measured;
DELETE FROM t WHERE id > 15000;
VACUUM t;
UPDATE t SET few = few + 1, at = at + interval '1 day' WHERE id % 7 = 0;
VACUUM t;
CALL measure('vacuumed', 1000000);
CALL measure('vacuumed, sampled', 40);
REINDEX TABLE t;
SELECT * FROM wrong ORDER BY step, name COLLATE "C";

-- Emptied, and never filled: a metapage is all that stays.
TRUNCATE measured;
DELETE FROM t;
VACUUM t;
CALL measure('emptied', 1000000);
CALL measure('emptied, sampled', 20);
REINDEX TABLE t;
SELECT * FROM wrong ORDER BY step, name COLLATE "C";
SELECT bool_and(rebuilt = 1) AS only_the_metapage FROM measured WHERE step = 'emptied';

-- Dead, but a prepared transaction may still see it: a REINDEX now keeps it, a later one does not. Of each 50 rows every second goes.
CREATE TABLE held (id int, few int) WITH (autovacuum_enabled = false);
INSERT INTO held SELECT n, n / 50 FROM generate_series(1, 40000) n;
CREATE INDEX held_id ON held (id);
CREATE INDEX held_few ON held (few);
CREATE INDEX held_part ON held (id) WHERE few % 2 = 0;
VACUUM held;
BEGIN;
SELECT count(*) FROM held WHERE pg_current_xact_id() IS NULL;
PREPARE TRANSACTION 'bb_holder';
DELETE FROM held WHERE id % 2 = 0;
CREATE VIEW holding AS
SELECT c.relname, pages, method, bloat_percent < 3 AS nothing_now, held_back_bytes::numeric / size_bytes BETWEEN 0.3 AND 0.7 AS half_later
FROM pg_class c, (VALUES (60), (1000000)) AS v (pages), pgops.relation_bloat(c.oid, pages)
WHERE c.relnamespace = 'bb'::regnamespace AND c.relname ~ '^held_' ORDER BY 1, 2;
SELECT * FROM holding;
ROLLBACK PREPARED 'bb_holder';
SELECT relname, pages, bloat_percent BETWEEN 30 AND 70 AS much_now, held_back_bytes
FROM pg_class c, (VALUES (60), (1000000)) AS v (pages), pgops.relation_bloat(c.oid, pages) WHERE c.relnamespace = 'bb'::regnamespace AND c.relname ~ '^held_' ORDER BY 1, 2;

-- Indexes of TOAST tables and of the own session's temporary tables are measured, too.
CREATE TABLE toasted (id int, value text) WITH (autovacuum_enabled = false, toast.autovacuum_enabled = false);
ALTER TABLE toasted ALTER value SET STORAGE EXTERNAL;
INSERT INTO toasted SELECT n, repeat('x', 6000) FROM generate_series(1, 3000) n;
DELETE FROM toasted WHERE id % 2 = 0;
VACUUM toasted;
SELECT method, bloat_percent BETWEEN 45 AND 55 AS about_half, trust FROM pg_class t, pg_index i, pgops.relation_bloat(i.indexrelid, 100000)
WHERE t.oid = 'toasted'::regclass AND i.indrelid = t.reltoastrelid;
CREATE TEMPORARY TABLE mine (id int PRIMARY KEY);
INSERT INTO mine SELECT generate_series(1, 20000);
SELECT method, round(bloat_percent) AS percent, trust FROM pgops.relation_bloat('mine_pkey');

-- Without reading pages: estimated, or unknown with the reason.
ANALYZE toasted;
SELECT method, bloat_percent BETWEEN 0 AND 100 AS known, pages_read FROM pgops.relation_bloat('toasted', 0);
SELECT method, bloat_percent, pages_read, trust <> 'ok' AS says_why FROM pgops.relation_bloat('mine_pkey', 0);
SELECT method, bloat_percent, pages_read, trust <> 'ok' AS says_why FROM pgops.relation_bloat('pg_class', 0);

DROP SCHEMA bb CASCADE;
