-- pgops.relation_bloat and the views table_bloat and index_bloat: every relation, and a reason where there is no figure.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
RESET client_min_messages;
CREATE SCHEMA rel;
SET search_path = rel, public;
SET pgops.bloat_bytes = '100kB';

CREATE TABLE halved (id int PRIMARY KEY, payload text) WITH (autovacuum_enabled = false);
INSERT INTO halved SELECT n, repeat('x', 80) FROM generate_series(1, 40000) n;
DELETE FROM halved WHERE id % 3 <> 0;
-- Counters of changes that reach the server after ANALYZE would make its statistics look old.
SELECT pg_stat_force_next_flush();
VACUUM (ANALYZE) halved;
CREATE TABLE small (id int) WITH (autovacuum_enabled = false);
INSERT INTO small SELECT n FROM generate_series(1, 1000) n;
CREATE TABLE empty_one (id int, payload text);
CREATE MATERIALIZED VIEW counted AS SELECT n FROM generate_series(1, 10000) n;
VACUUM counted; -- from 16 on the server extends it by many pages at once, of which some stay empty
CREATE UNLOGGED TABLE forgets (id int);
INSERT INTO forgets SELECT n FROM generate_series(1, 1000) n;
CREATE TEMPORARY TABLE own_temporary (id int PRIMARY KEY, payload text);
INSERT INTO own_temporary SELECT n, 'x' FROM generate_series(1, 1000) n;
CREATE TABLE parted (id int PRIMARY KEY, payload text) PARTITION BY RANGE (id);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (1) TO (1000);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (1000) TO (2000) PARTITION BY RANGE (id);
CREATE TABLE parted_2a PARTITION OF parted_2 FOR VALUES FROM (1000) TO (1500);
INSERT INTO parted SELECT n, 'x' FROM generate_series(1, 1499) n;
CREATE VIEW a_view AS SELECT 1 AS one;
CREATE SEQUENCE a_sequence;

-- The three methods.
SELECT kind, access_method, method, trust, fix_sql, bloat_percent BETWEEN 64 AND 69 AS two_thirds, bloat_percent_low <= bloat_percent AND bloat_percent <= bloat_percent_high AS in_interval,
       bloat_percent_high - bloat_percent_low BETWEEN 0 AND 3 AS narrow, size_bytes = pg_relation_size(relation) AS size_is_right,
       abs(bloat_bytes - size_bytes * bloat_percent / 100) < 1 AS bytes_fit, held_back_bytes, pages_read BETWEEN 20 AND 210 AS few_pages
FROM (VALUES (0), (NULL), (1000000)) pages (n), pgops.relation_bloat('halved', n) ORDER BY method COLLATE "C";
SELECT method, pages_read = pg_relation_size('halved') / 8192 AS all_of_it, bloat_percent_high - bloat_percent_low AS width FROM pgops.relation_bloat('halved', 1000000);
SELECT method, pages_read FROM pgops.relation_bloat('halved', 0);
-- The setting is the default of the argument; nothing is worth a rebuild below the thresholds of findings.
SET pgops.sample_pages = 1000000;
SELECT method, fix_sql FROM pgops.relation_bloat('halved');
SET pgops.sample_pages = 0;
SELECT method FROM pgops.relation_bloat('halved');
RESET pgops.sample_pages;
SET pgops.bloat_percent = 70;
SELECT fix_sql FROM pgops.relation_bloat('halved');
RESET pgops.bloat_percent;

-- Every kind of relation; of what is partitioned the leaves.
SELECT relation, kind, access_method, method, bloat_percent, trust FROM unnest(ARRAY['small', 'empty_one', 'counted', 'forgets', 'own_temporary', 'parted', 'parted_2']::regclass[]) r,
       pgops.relation_bloat(r) ORDER BY r::text COLLATE "C", relation::text COLLATE "C";
SELECT relation, kind, access_method FROM unnest(ARRAY['halved_pkey', 'own_temporary_pkey', 'parted_pkey']::regclass[]) r, pgops.relation_bloat(r)
ORDER BY relation::text COLLATE "C";
SELECT kind, method, bloat_percent IS NOT NULL AS known FROM pgops.relation_bloat((SELECT reltoastrelid FROM pg_class WHERE oid = 'halved'::regclass));
SELECT kind, bloat_percent IS NOT NULL AS known, trust FROM pgops.relation_bloat('pg_catalog.pg_class');
-- What has no pages of rows, or is nothing at all.
SELECT * FROM pgops.relation_bloat('a_view');
SELECT * FROM pgops.relation_bloat('a_sequence');
SELECT * FROM pgops.relation_bloat(0);
SELECT * FROM pgops.relation_bloat('halved', -1);
SELECT count(*) FROM pgops.relation_bloat(NULL);

-- The views have every table and every index of users, once; figures are in order, and where there are none the reason stands.
SELECT c.oid::regclass AS missing_or_double FROM pg_class c
WHERE c.relkind IN ('r', 'm', 't') AND (c.relnamespace = ANY (ARRAY['rel'::regnamespace, pg_my_temp_schema()])
      OR c.oid IN (SELECT reltoastrelid FROM pg_class WHERE relnamespace = 'rel'::regnamespace))
  AND (SELECT count(*) FROM pgops.table_bloat b WHERE b.relation = c.oid) <> 1;
SELECT c.oid::regclass AS missing_or_double FROM pg_class c
WHERE c.relkind = 'i' AND c.relnamespace = ANY (ARRAY['rel'::regnamespace, pg_my_temp_schema()])
  AND (SELECT count(*) FROM pgops.index_bloat b WHERE b.relation = c.oid) <> 1;
SELECT relation FROM pgops.table_bloat JOIN pg_class ON oid = relation WHERE relkind NOT IN ('r', 'm', 't');
SELECT relation FROM pgops.index_bloat JOIN pg_class ON oid = relation WHERE relkind <> 'i';
CREATE TEMPORARY TABLE both_views AS SELECT * FROM pgops.table_bloat UNION ALL SELECT * FROM pgops.index_bloat;
SELECT relation, trust FROM both_views
WHERE num_nulls(bloat_bytes, bloat_percent, bloat_percent_low, bloat_percent_high) NOT IN (0, 4) OR size_bytes IS NULL OR method IS NULL OR pages_read IS NULL
   OR (bloat_percent IS NULL AND (trust = 'ok' OR trust = '')) OR NOT bloat_percent BETWEEN 0 AND 100 OR bloat_bytes NOT BETWEEN 0 AND size_bytes
   OR bloat_percent_low > bloat_percent OR bloat_percent > bloat_percent_high OR held_back_bytes NOT BETWEEN 0 AND size_bytes
   OR method NOT IN ('exact', 'sampled', 'estimated') OR (method = 'estimated' AND bloat_percent IS NOT NULL AND pages_read > 0)
   OR kind NOT IN ('table', 'toast', 'materialized view', 'index') OR (fix_sql IS NOT NULL AND bloat_percent < 50);
SELECT relation, trust FROM both_views WHERE kind <> 'index' AND trust <> 'ok' AND relation::text ~ '^(halved|small|empty_one|counted|forgets|own_temporary|parted)';
SELECT relation, kind, fix_sql FROM both_views WHERE kind <> 'index' AND relation = 'halved'::regclass;
-- What is small and well known is not read; the budget of time is kept, and said.
SET pgops.min_relation_size = '100MB';
SELECT method, pages_read FROM pgops.table_bloat WHERE relation = 'halved'::regclass;
RESET pgops.min_relation_size;
SET pgops.time_budget = '1s';
SELECT count(*) > 0 AS comes_to_an_end FROM pgops.table_bloat;

SET client_min_messages = warning;
DROP SCHEMA rel CASCADE;
