-- Mutes and thresholds: what they hide, what they leave alone, how they are shown, and what they refuse.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
RESET client_min_messages;
CREATE SCHEMA muting;
CREATE TABLE muting.prices (id bigint PRIMARY KEY, a money, b money);
CREATE TABLE muting."Odd *name" (id bigint PRIMARY KEY, a money);
CREATE VIEW muting.seen AS SELECT object, finding FROM pgops.run_checks(ARRAY['money']) WHERE object LIKE 'muting.%';

-- A muted row leaves findings and stands in muted_findings; the others stay as they were.
CREATE TABLE muting.before AS SELECT * FROM pgops.run_checks(ARRAY['schema']) WHERE object <> 'muting.before';
SELECT pgops.mute('money', 'muting.prices.a', 'shown in one currency', now() + interval '1 day');
SELECT * FROM muting.seen ORDER BY object;
SELECT severity, check_id, object, finding, reason, author = session_user AS by_me, until > now() AS for_a_while, finding_key FROM pgops.muted_findings WHERE object LIKE 'muting.%';
SELECT object FROM (SELECT to_jsonb(b) AS finding, object FROM muting.before b EXCEPT SELECT to_jsonb(a), object FROM pgops.run_checks(ARRAY['schema']) a) gone;
SELECT pgops.explain('money:muting.prices.a') LIKE E'%\nMuted by %: shown in one currency\n' AS explained;
SELECT muted FROM pgops.check_status WHERE check_id = 'money';
SELECT muted FROM pgops.summary WHERE area = 'schema';

-- The end of a mute brings it back; a mute is replaced by the next one of the same pattern.
UPDATE pgops.mutes SET until = now() - interval '1 second';
SELECT * FROM muting.seen ORDER BY object;
SELECT pgops.mute('money', 'muting.prices.a', 'for good');
SELECT check_id, object_pattern, reason, until FROM pgops.mutes;
-- Patterns: an area or all, any text, a star that is one.
SELECT pgops.mute('schema', 'muting.prices.*', 'the whole table');
SELECT * FROM muting.seen ORDER BY object;
SELECT pgops.unmute('money', 'muting.prices.a'), pgops.unmute('money', 'muting.prices.a') AS again, pgops.unmute('schema', 'muting.prices.*') AS area;
SELECT pgops.mute('*', 'muting."Odd \*name".a', 'odd');
SELECT * FROM muting.seen ORDER BY object;
SELECT pgops.unmute('*', 'muting."Odd \*name".a');
SELECT count(*) AS mutes_left FROM pgops.mutes;

-- What makes no sense.
SELECT pgops.mute('monney', '*', 'x');
SELECT pgops.mute('money', '', 'x');
SELECT pgops.mute('money', '*', ' ');
SELECT pgops.mute('money', '*', NULL);
SELECT pgops.mute(NULL, '*', 'x');
SELECT pgops.mute('money', '*', 'x', '2020-01-01');

DROP TABLE muting.before;
-- Thresholds: for a check, for a schema, for a table; in checks, and back.
CREATE TABLE muting.wide (id bigint PRIMARY KEY);
DO $$ BEGIN FOR n IN 1..20 LOOP EXECUTE format('ALTER TABLE muting.wide ADD c%s text', n); END LOOP; END $$;
CREATE VIEW muting.wide_tables AS SELECT object, finding FROM pgops.run_checks(ARRAY['wide_table']) WHERE object LIKE 'muting.%';
SELECT * FROM muting.wide_tables;
SELECT pgops.set_threshold('wide_table_columns', '10', 'wide_table', 'muting.*');
SELECT * FROM muting.wide_tables;
SELECT thresholds, exceptions FROM pgops.checks WHERE check_id = 'wide_table';
SELECT pgops.set_threshold('pgops.wide_table_columns', '30', 'wide_table', 'muting.wide');
SELECT * FROM muting.wide_tables;
SELECT pgops.set_threshold('pgops.wide_table_columns', NULL, 'wide_table', 'muting.wide'), pgops.set_threshold('wide_table_columns', NULL, 'wide_table', 'muting.*');
SELECT pgops.set_threshold('wide_table_columns', '15', 'schema');
SELECT thresholds, exceptions FROM pgops.checks WHERE check_id = 'wide_table';
SELECT * FROM muting.wide_tables;
SELECT pgops.set_threshold('wide_table_columns', NULL, 'schema');
SELECT count(*) AS rules_left FROM pgops.threshold_rules;
SELECT pgops.set_threshold('bloat_bytes', '1GB', 'bloat', 'muting.*');
SELECT check_id, exceptions FROM pgops.checks WHERE exceptions IS NOT NULL AND check_id IN ('table_bloat', 'index_bloat', 'money') ORDER BY check_id;
SELECT pgops.set_threshold('bloat_bytes', NULL, 'bloat', 'muting.*');
SELECT pgops.set_threshold('bloat_byts', '1GB');
SELECT pgops.set_threshold('bloat_bytes', '1GB', 'money');
SELECT pgops.set_threshold('time_budget', '1s');
SELECT pgops.set_threshold('bloat_percent', '101', 'table_bloat');
SELECT pgops.set_threshold('bloat_bytes', 'much');
SELECT pgops.set_threshold('bloat_bytes', '5 apples');
SELECT pgops.set_threshold('bloat_bytes', '1GB', 'table_bloat', '');

-- Reading is for pg_monitor, writing is not.
CREATE ROLE regress_pgops_reader IN ROLE pg_monitor;
SET ROLE regress_pgops_reader;
SELECT count(*) AS mutes FROM pgops.mutes;
SELECT count(*) >= 0 AS muted FROM pgops.muted_findings;
SELECT pgops.mute('money', '*', 'x');
RESET ROLE;
GRANT EXECUTE ON FUNCTION pgops.mute(text, text, text, timestamptz) TO regress_pgops_reader;
SET ROLE regress_pgops_reader;
SELECT pgops.mute('money', '*', 'x');
RESET ROLE;
DROP OWNED BY regress_pgops_reader;
DROP ROLE regress_pgops_reader;
DROP SCHEMA muting CASCADE;
