-- Names that need care: whatever a table, column, index, sequence, schema or constraint is called, every command that the
-- findings print must run as printed, and mend what was found.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
SET pgops.min_relation_size = 0;
-- Many small commits.
SET synchronous_commit = off;

CREATE SCHEMA "pg like";
CREATE SCHEMA "sel""ect";
CREATE TABLE hard_names (number int GENERATED ALWAYS AS IDENTITY, name text);
INSERT INTO hard_names (name) VALUES
    ('quo"ted'), ('apo''strophe'), (E'back\\slash'), (E'new\nline'), (E'tab\tand\rreturn'), ('-- comment'), ('/* half a comment'), ('semi; colon'), ('$$dollar$$'), ('$1'),
    ('percent %s %n'), ('select'), ('table'), ('user'), ('UPPER'), (' leading and trailing '), ('.'), ('a.b'), ('"'), (''''), (E'\\'), (E'\u200b'), ('42'), ('ünïcödé'),
    ('長い名前長い名前長い名前長い名前長い名前長'), (repeat('x', 63)), ('🐘🐘🐘🐘🐘🐘🐘🐘🐘🐘🐘🐘🐘🐘🐘'), (':variable'), (E'line -- one\n; DROP SCHEMA "sel""ect" CASCADE; --');
SELECT count(*) AS names, max(octet_length(name)) AS longest FROM hard_names;

-- One table per name, and in each the name is everything: table, columns, indexes, sequence, constraints.
DO $$
DECLARE
    hard record;
    of_schema text;
BEGIN
    FOREACH of_schema IN ARRAY ARRAY['pg like', 'sel"ect'] LOOP
        -- The odd schema name matters once, not with every table again.
        FOR hard IN SELECT number, name FROM hard_names WHERE of_schema <> 'pg like' OR number <= 3 ORDER BY number LOOP
            EXECUTE format('CREATE SEQUENCE %I.%I MAXVALUE 100', of_schema, left(hard.name, 10) || '#s');
            EXECUTE format('CREATE UNLOGGED TABLE %1$I.%2$I (%2$I serial PRIMARY KEY, "%3$s t" int NOT NULL, t timestamp, c char(3), m money, j json, twice int, d char(2))',
                           of_schema, hard.name, hard.number);
            EXECUTE format('ALTER TABLE %I.%I RENAME t TO %I', of_schema, hard.name, left(hard.name, 10) || '#t');
            EXECUTE format('ALTER TABLE %I.%I RENAME c TO %I', of_schema, hard.name, left(hard.name, 10) || '#c');
            EXECUTE format('ALTER TABLE %I.%I RENAME m TO %I', of_schema, hard.name, left(hard.name, 10) || '#m');
            EXECUTE format('ALTER TABLE %I.%I RENAME j TO %I', of_schema, hard.name, left(hard.name, 10) || '#j');
            EXECUTE format('ALTER TABLE %I.%I RENAME twice TO %I', of_schema, hard.name, left(hard.name, 10) || '#w');
            EXECUTE format('ALTER TABLE %I.%I RENAME d TO %I', of_schema, hard.name, left(hard.name, 10) || '#d');
            EXECUTE format('ALTER TABLE %I.%I SET (autovacuum_enabled = false)', of_schema, hard.name);
            EXECUTE format('CREATE INDEX %I ON %I.%I (%I, %I)', left(hard.name, 10) || '#1', of_schema, hard.name, left(hard.name, 10) || '#w', left(hard.name, 10) || '#t');
            EXECUTE format('CREATE INDEX %I ON %I.%I (%I) WHERE %I <> %L', left(hard.name, 10) || '#2', of_schema, hard.name, left(hard.name, 10) || '#w', left(hard.name, 10) || '#c', left(hard.name, 3));
            EXECUTE format('CREATE INDEX %I ON %I.%I (%I) WHERE %I <> %L', left(hard.name, 10) || '#3', of_schema, hard.name, left(hard.name, 10) || '#w', left(hard.name, 10) || '#c', left(hard.name, 3));
            EXECUTE format('CREATE INDEX %I ON %I.%I (%I)', left(hard.name, 10) || '#4', of_schema, hard.name, left(hard.name, 10) || '#w');
            EXECUTE format('ALTER TABLE %1$I.%2$I ADD CONSTRAINT %3$I UNIQUE (%4$I), ADD CONSTRAINT %5$I UNIQUE (%4$I, %6$I)', of_schema, hard.name, left(hard.name, 10) || '#5',
                           hard.number || ' t', left(hard.name, 10) || '#6', left(hard.name, 10) || '#w');
            EXECUTE format('ALTER TABLE %1$I.%2$I ADD CONSTRAINT %3$I UNIQUE (%4$I)', of_schema, hard.name, left(hard.name, 10) || '#7', hard.number || ' t');
            EXECUTE format('CREATE UNLOGGED TABLE %I.%I (%I int REFERENCES %I.%I)', of_schema, left(hard.name, 10) || '#f', left(hard.name, 12), of_schema, hard.name);
            EXECUTE format('CREATE TABLE %I.%I (%I int NOT NULL)', of_schema, left(hard.name, 10) || '#u', left(hard.name, 12));
            EXECUTE format('CREATE UNIQUE INDEX %I ON %I.%I (%I)', left(hard.name, 10) || '#8', of_schema, left(hard.name, 10) || '#u', left(hard.name, 12));
            EXECUTE format('INSERT INTO %I.%I VALUES (1)', of_schema, left(hard.name, 10) || '#u');
            PERFORM setval(format('%I.%I', of_schema, left(hard.name, 10) || '#s'), 99);
        END LOOP;
    END LOOP;
END $$;

CREATE VIEW hard AS
SELECT *, row_number() OVER (ORDER BY check_id, object COLLATE "C") AS number
FROM pgops.run_checks(ARRAY['duplicate_index', 'redundant_index', 'missing_fk_index', 'no_pk', 'serial_pk', 'int4_pk', 'sequence_exhaustion', 'timestamp_without_tz',
                            'char_n', 'money', 'json_not_jsonb', 'unlogged_table', 'never_analyzed', 'autovacuum_disabled'])
WHERE starts_with(object, '"pg like".') OR starts_with(object, '"sel""ect".');
SELECT check_id, count(*) AS findings, count(fix_sql) AS with_fix, count(undo_sql) AS with_undo, count(DISTINCT finding_key) AS keys FROM hard GROUP BY check_id ORDER BY check_id;

-- The object is a name that the server itself reads back as that object; evidence has the names as they are.
SELECT count(*) AS wrong FROM hard
WHERE CASE WHEN objsubid = 0 AND object !~ '\)$' THEN to_regclass(object) IS DISTINCT FROM objid::regclass::text::regclass ELSE false END;
SELECT count(*) AS wrong FROM hard f JOIN pg_attribute a ON a.attrelid = f.objid AND a.attnum = f.objsubid
WHERE f.objsubid > 0 AND (f.object <> format('%s.%I', objid::regclass, attname) OR evidence->'columns'->>0 <> attname);
SELECT count(*) AS wrong FROM hard f JOIN pg_class c ON c.oid = f.objid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND evidence->>'table' <> n.nspname || '.' || relname OR c.relkind = 'i' AND evidence->>'index' <> relname;
-- What must be on one line is on one line, and fits.
SELECT count(*) FILTER (WHERE object ~ '[[:cntrl:]]') AS control, count(*) FILTER (WHERE char_length(object) > 30) AS long,
       count(*) FILTER (WHERE finding ~ '[[:cntrl:]]') AS headline_control FROM pgops.advice;
-- Each can be explained by its key.
SELECT count(*) AS findings, count(*) FILTER (WHERE pgops.explain(finding_key) LIKE '%' || finding || '%') AS explained FROM (SELECT * FROM hard WHERE check_id = 'money') m;

-- All that is advised for one table, as printed.
SELECT check_id, fix_sql, undo_sql FROM hard WHERE object LIKE '"sel""ect"."apo%' ORDER BY number;

-- Every fix runs, one by one and outside a transaction, and its finding is gone; then every undo, and the finding is back.
-- Silently, as 900 commands would say nothing: only what fails is in the output.
CREATE TABLE fixes AS SELECT number, check_id, object, finding_key, fix_sql, undo_sql, CASE WHEN check_id IN ('duplicate_index', 'redundant_index') THEN pg_get_indexdef(objid) END AS definition FROM hard;
SELECT check_id, count(*) AS fixes, count(undo_sql) AS undos FROM fixes WHERE fix_sql IS NOT NULL GROUP BY check_id ORDER BY check_id;
\set ECHO none
\pset tuples_only on
SELECT fix_sql FROM fixes WHERE fix_sql IS NOT NULL AND check_id IN ('duplicate_index', 'redundant_index') ORDER BY number
\gexec
SELECT fix_sql FROM fixes WHERE fix_sql IS NOT NULL AND check_id NOT IN ('duplicate_index', 'redundant_index', 'unlogged_table') ORDER BY number
\gexec
SELECT fix_sql FROM fixes WHERE fix_sql IS NOT NULL AND check_id = 'unlogged_table' ORDER BY number
\gexec
\pset tuples_only off
\set ECHO all
SELECT check_id, count(*) AS still_there FROM hard JOIN fixes USING (check_id, finding_key) WHERE fixes.fix_sql IS NOT NULL GROUP BY check_id;
\set ECHO none
\pset tuples_only on
SELECT undo_sql FROM fixes WHERE undo_sql IS NOT NULL ORDER BY number
\gexec
\pset tuples_only off
\set ECHO all
SELECT check_id, count(*) AS undone, count(hard.check_id) AS found_again
FROM fixes LEFT JOIN hard USING (check_id, finding_key) WHERE fixes.undo_sql IS NOT NULL GROUP BY check_id ORDER BY check_id;
SELECT count(*) AS indexes, count(*) FILTER (WHERE pg_get_indexdef(to_regclass(object)::oid) = definition) AS same_definition FROM fixes WHERE definition IS NOT NULL AND undo_sql IS NOT NULL;

DROP TABLE hard_names, fixes CASCADE;
DROP VIEW hard;
DROP SCHEMA "pg like" CASCADE;
DROP SCHEMA "sel""ect" CASCADE;
