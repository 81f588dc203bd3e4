-- The checks of the area index: what each must name, and what looks like it and must not be named.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
RESET client_min_messages;
CREATE SCHEMA idx;
SET search_path = idx, public;
-- The tables here are tiny, and the counters of this server young.
SET pgops.min_relation_size = 0;
SET pgops.min_statistics_age = 0;

-- Sizes depend on the build, not on us.
CREATE VIEW found AS
SELECT check_id, severity, object COLLATE "C" AS object, regexp_replace(finding, '[0-9.]+ (bytes|kB|s)', '#', 'g') AS finding, confidence, fix_sql, undo_sql, fix_lock,
       evidence, finding_key, root_key
FROM pgops.run_checks(ARRAY['unused_index', 'duplicate_index', 'redundant_index', 'invalid_index', 'missing_fk_index'])
WHERE object LIKE 'idx.%' OR evidence->>'table' LIKE 'idx.%';

--
-- duplicate_index: equal in method, keys, operator classes, collations, order, predicate and INCLUDE
--
CREATE TABLE twins (id int PRIMARY KEY, a int, b text, c text, d int);
CREATE INDEX twins_a ON twins (a);
CREATE INDEX twins_a_again ON twins (a);
CREATE INDEX twins_a_backwards ON twins (a DESC);           -- a btree is read from both ends
CREATE UNIQUE INDEX twins_id_again ON twins (id);           -- the primary key does its work
CREATE INDEX twins_expression ON twins (lower(b));
CREATE INDEX twins_expression_again ON twins (lower(b));
CREATE INDEX twins_part ON twins (d) WHERE a > 0;
CREATE INDEX twins_part_again ON twins (d) WHERE a > 0;
CREATE INDEX twins_include ON twins (c) INCLUDE (a, d);
CREATE INDEX twins_include_again ON twins (c) INCLUDE (d, a);
-- Look-alikes: one thing differs each.
CREATE TABLE almost (id int PRIMARY KEY, a int, b text, c text);
CREATE INDEX almost_b ON almost (b);
CREATE INDEX almost_b_pattern ON almost (b text_pattern_ops);
CREATE INDEX almost_b_collation ON almost (b COLLATE "POSIX");
CREATE INDEX almost_b_hash ON almost USING hash (b);
CREATE INDEX almost_b_where ON almost (b) WHERE c IS NULL;
CREATE INDEX almost_b_where_not ON almost (b) WHERE c IS NOT NULL;
CREATE INDEX almost_ac ON almost (a, c);
CREATE INDEX almost_ca ON almost (c, a);
CREATE INDEX almost_nulls ON almost (a NULLS FIRST, c);
CREATE INDEX almost_upper ON almost (upper(b), a);
CREATE INDEX almost_lower ON almost (lower(b), a);
SELECT object, finding, evidence->>'keep' AS keep, confidence, fix_lock FROM found WHERE check_id = 'duplicate_index' ORDER BY object;
SELECT fix_sql, undo_sql FROM found WHERE check_id = 'duplicate_index' ORDER BY object;
-- evidence as the contract has it: table, columns and index unquoted
SELECT evidence->>'table' AS table, evidence->'columns' AS columns, evidence->>'index' AS index FROM found WHERE check_id = 'duplicate_index' ORDER BY object;

-- Which twin stays: constraint, then what foreign keys rest on, replica identity, CLUSTER, uniqueness, use, age.
CREATE TABLE stays (a int NOT NULL, b int NOT NULL, c int NOT NULL, d int NOT NULL, e int NOT NULL);
CREATE INDEX stays_a_plain ON stays (a);
CREATE UNIQUE INDEX stays_a_unique ON stays (a);
CREATE UNIQUE INDEX stays_b_plain ON stays (b);
ALTER TABLE stays ADD CONSTRAINT stays_b_constraint UNIQUE (b);
CREATE UNIQUE INDEX stays_c_plain ON stays (c);
CREATE UNIQUE INDEX stays_c_identity ON stays (c);
ALTER TABLE stays REPLICA IDENTITY USING INDEX stays_c_identity;
CREATE INDEX stays_d_plain ON stays (d);
CREATE INDEX stays_d_clustered ON stays (d);
ALTER TABLE stays CLUSTER ON stays_d_clustered;
CREATE INDEX stays_e_older ON stays (e);
CREATE INDEX stays_e_younger ON stays (e);
-- Both constraints: one goes with ALTER TABLE, and comes back with it.
CREATE TABLE both_constraints (a int NOT NULL, b int NOT NULL);
ALTER TABLE both_constraints ADD CONSTRAINT one UNIQUE (a, b), ADD CONSTRAINT "the other" UNIQUE (a, b) DEFERRABLE;
ALTER TABLE both_constraints ADD CONSTRAINT twin UNIQUE (a, b);
ALTER TABLE both_constraints ADD CONSTRAINT "the other's twin" UNIQUE (a, b) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE both_constraints ADD CONSTRAINT with_more UNIQUE (b) INCLUDE (a), ADD CONSTRAINT with_more_too UNIQUE (b) INCLUDE (a) WITH (fillfactor = 70);
SELECT object, evidence->>'keep' AS keep FROM found WHERE check_id = 'duplicate_index' AND evidence->>'table' IN ('idx.stays', 'idx.both_constraints') ORDER BY object;
SELECT fix_sql, fix_lock FROM found WHERE check_id = 'duplicate_index' AND evidence->>'table' = 'idx.both_constraints' ORDER BY object;

--
-- redundant_index: the keys are the first keys of another
--
CREATE TABLE prefixes (id int PRIMARY KEY, a int, b int, c int, d text);
CREATE INDEX prefixes_a ON prefixes (a);
CREATE INDEX prefixes_ab ON prefixes (a, b);
CREATE INDEX prefixes_abc ON prefixes (a, b, c);
CREATE INDEX prefixes_a_desc_b ON prefixes (b DESC) INCLUDE (c);
CREATE INDEX prefixes_b_c ON prefixes (b, c, d);
-- Look-alikes: second column, uniqueness, predicate, method, direction within, operator class.
CREATE INDEX prefixes_c ON prefixes (c);
CREATE UNIQUE INDEX prefixes_unique ON prefixes (d);
CREATE INDEX prefixes_unique_wide ON prefixes (d, a);
CREATE TABLE no_prefixes (a int, b int, c text, d int);
CREATE INDEX no_prefixes_where ON no_prefixes (a) WHERE b > 0;
CREATE INDEX no_prefixes_wide ON no_prefixes (a, b);
CREATE INDEX no_prefixes_mixed ON no_prefixes (d, b DESC);
CREATE INDEX no_prefixes_mixed_wide ON no_prefixes (d, b, a);
CREATE INDEX no_prefixes_pattern ON no_prefixes (c text_pattern_ops);
CREATE INDEX no_prefixes_plain ON no_prefixes (c, a);
CREATE INDEX no_prefixes_hash ON no_prefixes USING hash (b);
CREATE INDEX no_prefixes_b ON no_prefixes (b, c);
SELECT object, finding, evidence->>'keep' AS keep FROM found WHERE check_id = 'redundant_index' AND evidence->>'table' LIKE 'idx.%prefixes' ORDER BY object;
SELECT fix_sql, undo_sql, fix_lock FROM found WHERE check_id = 'redundant_index' AND evidence->>'table' LIKE 'idx.%prefixes' ORDER BY object;

-- What the findings drop comes back as it was: the same definition before the fix and after the undo.
CREATE TABLE definitions AS
SELECT object, pg_get_indexdef(to_regclass(object)::oid) AS before, fix_sql, undo_sql, (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conindid = to_regclass(object)) AS constraint_before
FROM found WHERE check_id IN ('duplicate_index', 'redundant_index') AND fix_sql IS NOT NULL;
\set ECHO none
SELECT fix_sql FROM definitions ORDER BY object
\gexec
\set ECHO all
SELECT count(*) AS dropped FROM definitions WHERE to_regclass(object) IS NULL;
SELECT check_id, object FROM found WHERE check_id IN ('duplicate_index', 'redundant_index');
\set ECHO none
SELECT undo_sql FROM definitions ORDER BY object
\gexec
\set ECHO all
SELECT count(*) AS definitions, count(*) FILTER (WHERE pg_get_indexdef(to_regclass(object)::oid) = before) AS the_same FROM definitions;
SELECT count(constraint_before) AS constraints,
       count(*) FILTER (WHERE (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conindid = to_regclass(object)) = constraint_before) AS the_same
FROM definitions;
SELECT object, before, pg_get_indexdef(to_regclass(object)::oid) AS after FROM definitions WHERE pg_get_indexdef(to_regclass(object)::oid) IS DISTINCT FROM before;
DROP TABLE definitions;

--
-- unused_index: no scan since the counters began, and no other duty
--
CREATE TABLE visits (id int PRIMARY KEY, a int, b int, c int, d int NOT NULL, e int, f int REFERENCES twins, g int4range, EXCLUDE USING gist (g WITH &&));
CREATE INDEX visits_never_scanned ON visits (a);
CREATE INDEX visits_scanned ON visits (b);
CREATE UNIQUE INDEX visits_unique ON visits (c);
CREATE UNIQUE INDEX visits_identity ON visits (d);
ALTER TABLE visits REPLICA IDENTITY USING INDEX visits_identity;
CREATE INDEX visits_clustered ON visits (e);
ALTER TABLE visits CLUSTER ON visits_clustered;
CREATE INDEX visits_foreign_key ON visits (f);
INSERT INTO visits SELECT n, n, n, n, n, n FROM generate_series(1, 100) n;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT a FROM visits WHERE b = 7;
RESET enable_seqscan;
RESET enable_bitmapscan;
SELECT pg_stat_force_next_flush();
SELECT object, finding, confidence, fix_sql, undo_sql, fix_lock FROM found WHERE check_id = 'unused_index' AND evidence->>'table' = 'idx.visits';
-- Counters younger than the setting prove nothing, and the check says so.
SET pgops.min_statistics_age = '100d';
SELECT count(*) FROM found WHERE check_id = 'unused_index';
SELECT status, reason ~ '^[0-9]+ index(es)? without scans: counters younger than pgops.min_statistics_age' AS says_why FROM pgops.check_status WHERE check_id = 'unused_index';
SET pgops.min_statistics_age = 0;
-- Small ones do not matter.
SET pgops.min_relation_size = '1MB';
SELECT count(*) FROM found WHERE check_id = 'unused_index';
SET pgops.min_relation_size = 0;
-- A partitioned index is judged by its parts together; the parts are not named.
CREATE TABLE measured (day int NOT NULL, value int, other int) PARTITION BY RANGE (day);
CREATE TABLE measured_1 PARTITION OF measured FOR VALUES FROM (1) TO (2);
CREATE TABLE measured_2 PARTITION OF measured FOR VALUES FROM (2) TO (3);
CREATE INDEX measured_value ON measured (value);
CREATE INDEX measured_other ON measured (other);
INSERT INTO measured SELECT 1 + n % 2, n, n FROM generate_series(1, 100) n;
SET enable_seqscan = off;
SET enable_bitmapscan = off;
SELECT day FROM measured_2 WHERE other = 7;
RESET enable_seqscan;
RESET enable_bitmapscan;
SELECT pg_stat_force_next_flush();
SELECT object, fix_sql, undo_sql IS NOT NULL AS has_undo, fix_lock FROM found WHERE check_id = 'unused_index' AND evidence->>'table' LIKE 'idx.measured%' ORDER BY object;
-- Size, use and writes are those of all parts; and the lock is on all of them.
SELECT evidence->>'table_writes' AS writes, (evidence->>'size_bytes')::bigint = (SELECT sum(pg_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'measured_value'::regclass) AS all_bytes
FROM found WHERE object = 'idx.measured_value';
CREATE INDEX measured_again ON measured (other);
SELECT object, evidence->>'keep' AS keep, evidence->>'scans_of_kept' AS scans_of_kept, (evidence->>'size_bytes')::bigint > 0 AS has_size, fix_lock FROM found WHERE check_id = 'duplicate_index' AND object LIKE '%measured%';
BEGIN;
DROP INDEX measured_again;
SELECT relation::regclass AS locked FROM pg_locks WHERE pid = pg_backend_pid() AND mode = 'AccessExclusiveLock' AND relation::regclass::text ~ '^measured(_[12])?$' ORDER BY 1;
COMMIT;
CREATE TABLE parts AS SELECT fix_sql, undo_sql FROM found WHERE object = 'idx.measured_value';
\set ECHO none
SELECT fix_sql FROM parts
\gexec
SELECT undo_sql FROM parts
\gexec
\set ECHO all
DROP TABLE parts;
-- All parts are there again, and the index is valid.
SELECT i.indisvalid, count(inhrelid) AS parts FROM pg_index i LEFT JOIN pg_inherits ON inhparent = indexrelid
WHERE indexrelid = 'measured_value'::regclass GROUP BY indexrelid, indisvalid;

--
-- invalid_index
--
CREATE TABLE broken (a int, b int);
INSERT INTO broken VALUES (1, 1), (1, 2);
CREATE UNIQUE INDEX CONCURRENTLY broken_unique ON broken (a);
CREATE INDEX broken_b ON broken (b);
-- What an interrupted REINDEX CONCURRENTLY leaves beside the index that it would have replaced.
CREATE INDEX broken_b_ccnew ON broken (b);
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'broken_b_ccnew'::regclass;
-- An index on the partitioned table alone waits for its parts.
CREATE INDEX measured_later ON ONLY measured (day);
SELECT object, severity, finding, confidence, fix_sql, undo_sql FROM found WHERE check_id = 'invalid_index' ORDER BY object;
DELETE FROM broken WHERE b = 2;
SELECT fix_sql FROM found WHERE check_id = 'invalid_index' AND fix_sql IS NOT NULL ORDER BY object
\gexec
SELECT object, finding FROM found WHERE check_id = 'invalid_index';

--
-- missing_fk_index
--
CREATE TABLE parent (id int PRIMARY KEY, x int, y int, UNIQUE (x, y));
CREATE TABLE child (id int PRIMARY KEY,
                    bare int REFERENCES parent,
                    indexed int REFERENCES parent,
                    second int REFERENCES parent,
                    hashed int REFERENCES parent,
                    partly int REFERENCES parent,
                    not_nulls int REFERENCES parent,
                    twice int REFERENCES parent,
                    x int, y int, x2 int, y2 int,
                    FOREIGN KEY (x, y) REFERENCES parent (x, y),
                    FOREIGN KEY (x2, y2) REFERENCES parent (x, y),
                    CONSTRAINT said_twice FOREIGN KEY (twice) REFERENCES parent);
CREATE INDEX ON child (indexed);
CREATE INDEX ON child (id, second);                   -- not its first column
CREATE INDEX ON child USING hash (hashed);
CREATE INDEX child_partly ON child (partly) WHERE id > 10;
CREATE INDEX ON child (not_nulls) WHERE not_nulls IS NOT NULL;
CREATE INDEX ON child (y2, x2, id);                   -- the columns of the key come first, in whatever order
SELECT object, severity, finding, confidence, evidence->>'constraint' AS constraint, evidence->>'referenced' AS referenced, evidence->>'partial_index' AS partial_index
FROM found WHERE check_id = 'missing_fk_index' AND evidence->>'table' = 'idx.child' ORDER BY object;
SELECT fix_sql, fix_lock FROM found WHERE check_id = 'missing_fk_index' AND evidence->>'table' = 'idx.child' ORDER BY object;
SELECT fix_sql FROM found WHERE check_id = 'missing_fk_index' AND evidence->>'table' = 'idx.child' ORDER BY object
\gexec
SELECT object, finding FROM found WHERE check_id = 'missing_fk_index' AND evidence->>'table' = 'idx.child';
-- Severity follows the rows that a delete has to look through.
CREATE TABLE many (parent_id int REFERENCES parent);
INSERT INTO many SELECT NULL FROM generate_series(1, 2000);
ANALYZE many;
CREATE TABLE few (parent_id int REFERENCES parent);
INSERT INTO few VALUES (NULL);
ANALYZE few;
-- A partitioned table has one finding, its partitions none.
CREATE TABLE events (day int, parent_id int REFERENCES parent) PARTITION BY LIST (day);
CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2);
SELECT object, severity, finding, fix_sql, fix_lock FROM found WHERE check_id = 'missing_fk_index' AND evidence->>'table' ~ 'many|few|events' ORDER BY object;
SELECT fix_sql FROM found WHERE check_id = 'missing_fk_index' AND evidence->>'table' ~ 'many|few|events' ORDER BY object
\gexec
SELECT object FROM found WHERE check_id = 'missing_fk_index' AND evidence->>'table' ~ 'many|few|events';

SET client_min_messages = warning;
DROP SCHEMA idx CASCADE;
