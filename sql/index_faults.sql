-- What other tools were measured to get wrong about indexes, each beside what looks like it and is to be named.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE EXTENSION intarray;
RESET client_min_messages;
CREATE SCHEMA faults;
SET search_path = faults, public;
SET pgops.min_relation_size = 0;
SET pgops.min_statistics_age = 0;
CREATE VIEW found AS
SELECT check_id, object COLLATE "C" AS object, evidence->>'keep' AS keep, confidence, fix_sql FROM pgops.run_checks(ARRAY['index'])
WHERE evidence->>'table' LIKE 'faults.%';

-- An unused index of an attached partition: its DROP would fail. The whole of it can go, and so can one that no parent knows.
CREATE TABLE sales (day date, amount int, shop int) PARTITION BY RANGE (day);
CREATE TABLE sales_2025 PARTITION OF sales FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX sales_amount ON sales (amount);
CREATE INDEX sales_2025_shop ON sales_2025 (shop);
INSERT INTO sales SELECT '2025-03-01', n, n FROM generate_series(1, 100) n;
SELECT object, fix_sql FROM found WHERE check_id = 'unused_index' ORDER BY object;
BEGIN;
DO $$ DECLARE command text; BEGIN FOR command IN SELECT replace(fix_sql, 'CONCURRENTLY ', '') FROM faults.found WHERE check_id = 'unused_index' LOOP EXECUTE command; END LOOP; END $$;
SELECT count(*) FROM pg_index WHERE indrelid IN ('sales'::regclass, 'sales_2025'::regclass);
ROLLBACK;
DROP TABLE sales;

-- Two equal indexes, neither of them used: all advice together leaves one. The one that has no twin can go.
CREATE TABLE twins (a int, b int, c int);
CREATE INDEX twins_one ON twins (a, b);
CREATE INDEX twins_two ON twins (a, b);
CREATE INDEX twins_short ON twins (a);
CREATE INDEX twins_other ON twins (c);
INSERT INTO twins SELECT n, n, n FROM generate_series(1, 100) n;
SELECT check_id, object, keep, fix_sql FROM found ORDER BY object;
DROP TABLE twins;

-- Partial indexes with different predicates are no duplicates; with the same they are.
CREATE TABLE partial (id int, state text);
CREATE INDEX partial_open ON partial (id) WHERE state = 'open';
CREATE INDEX partial_closed ON partial (id) WHERE state = 'closed';
CREATE INDEX partial_closed_too ON partial (id) WHERE state = 'closed';
SELECT check_id, object, keep FROM found WHERE check_id IN ('duplicate_index', 'redundant_index') ORDER BY object;
DROP TABLE partial;

-- Names decide nothing: an index that is called like a column, a column that is called like a method.
CREATE TABLE names (id int, state int, btree int, lower text, "state)" int);
CREATE INDEX state ON names (id, state);
CREATE INDEX id ON names (state, id);
CREATE INDEX btree ON names (btree);
CREATE INDEX "(state)" ON names ("state)");
CREATE INDEX lower ON names (lower(lower));
CREATE INDEX lower_too ON names (lower);
CREATE INDEX "another ""btree""" ON names (btree);
SELECT check_id, object, keep, fix_sql FROM found WHERE check_id IN ('duplicate_index', 'redundant_index') ORDER BY object;
DROP TABLE names;

-- With intarray, "= any of these arrays" means something else: nothing here stops, and nothing is taken for a twin.
CREATE TABLE arrays (id int PRIMARY KEY, tags int[], other int[]);
CREATE INDEX arrays_tags ON arrays USING gin (tags);
CREATE INDEX arrays_tags_intarray ON arrays USING gin (tags public.gin__int_ops);
CREATE INDEX arrays_other ON arrays USING gist (other public.gist__int_ops);
CREATE INDEX arrays_other_big ON arrays USING gist (other public.gist__intbig_ops);
CREATE INDEX arrays_other_big_too ON arrays USING gist (other public.gist__intbig_ops);
SELECT check_id, object, keep FROM found WHERE check_id IN ('duplicate_index', 'redundant_index') ORDER BY object;
SELECT count(*) AS failed FROM pgops.check_status WHERE status = 'failed';
SELECT index::text, used, reason_code FROM pgops.why_not_used('SELECT id FROM faults.arrays WHERE tags && ARRAY[1,2]') ORDER BY index::text COLLATE "C";
DROP TABLE arrays;

-- A foreign key is supported by an index that its columns lead, in any order, and by no other.
CREATE TABLE parent (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE child (x int, a int, b int, c int, d int, FOREIGN KEY (a, b) REFERENCES parent, CONSTRAINT behind FOREIGN KEY (c, d) REFERENCES parent);
CREATE INDEX child_ba ON child (b, a, x);
CREATE INDEX child_xcd ON child (x, c, d);
SELECT check_id, object, fix_sql FROM found WHERE check_id = 'missing_fk_index' ORDER BY object;
DROP TABLE child, parent;

-- Counters that were reset yesterday say nothing about use.
CREATE TABLE young (a int, b int);
CREATE INDEX young_a ON young (a);
INSERT INTO young SELECT n, n FROM generate_series(1, 100) n;
SELECT object FROM found WHERE check_id = 'unused_index';
SET pgops.min_statistics_age = '1d';
SELECT object FROM found WHERE check_id = 'unused_index';
SELECT relation, verdict, fix_sql FROM pgops.index_usage WHERE table_relation = 'young'::regclass;
SET client_min_messages = warning;
DROP SCHEMA faults CASCADE;
DROP EXTENSION intarray;
