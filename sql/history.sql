-- Snapshots: what they write down, what changed between them, first and last seen, and what a purge leaves.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
RESET client_min_messages;
-- Only what this test makes may change between two snapshots.
SET pgops.disabled_checks = 'bloat, index, vacuum, activity, configuration, security, resilience, query';
CREATE SCHEMA past;
CREATE TABLE past.prices (id bigint PRIMARY KEY, a money);
INSERT INTO past.prices SELECT n, n FROM generate_series(1, 1000) n;
CREATE TABLE past.marks (n serial PRIMARY KEY, name text, at timestamptz);
CREATE FUNCTION past.mark(name text) RETURNS void LANGUAGE sql AS $$ INSERT INTO past.marks (name, at) SELECT mark.name, max(taken_at) FROM pgops.snapshots $$;
CREATE FUNCTION past.at(name text) RETURNS timestamptz LANGUAGE sql AS $$ SELECT at FROM past.marks WHERE marks.name = at.name $$;

SELECT count(*) AS seen FROM pgops.findings WHERE object LIKE 'past.%' AND (first_seen IS NOT NULL OR last_seen IS NOT NULL);
SELECT count(*) AS changes FROM pgops.changes('-infinity');
SELECT pgops.take_snapshot('the first') IS NOT NULL AS taken;
SELECT past.mark('first');
SELECT note, author = session_user AS by_me, milliseconds > 0 AS took_time, tables > 1 AND indexes > 1 AND relation_bytes > 0 AND next_xid > 0 AND xid_age > 0 AS counts, checks_failed FROM pgops.snapshots;
SELECT finding_key, since = past.at('first') AS since_first, until, last_seen, severity, object, finding, muted FROM pgops.finding_history WHERE object LIKE 'past.prices%' ORDER BY 1;
SELECT check_id, object, first_seen = past.at('first') AS first_seen, last_seen = past.at('first') AS last_seen FROM pgops.findings WHERE object LIKE 'past.prices%' ORDER BY 1;

-- New, resolved, worse, better; of what stayed nothing is written.
CREATE TABLE past.more (id bigint PRIMARY KEY, a char(3));
ALTER TABLE past.prices ALTER a TYPE numeric;
SELECT pgops.take_snapshot() > past.at('first') AS later;
SELECT past.mark('second');
SELECT change, check_id, object, finding, severity, severity_before, changed_at = past.at('second') AS just_now, finding_key FROM pgops.changes(past.at('first')) WHERE object LIKE 'past.%';
SELECT count(*) AS changes FROM pgops.changes(past.at('second'));
SELECT count(*) > 0 AS since_ever FROM pgops.changes('-infinity');
SELECT pgops.mute('char_n', 'past.*', 'on purpose');
SELECT count(*) AS muted_are_left_out FROM pgops.changes(past.at('first')) WHERE object LIKE 'past.more%';
SELECT pgops.take_snapshot() IS NOT NULL AS taken;
SELECT past.mark('third');
SELECT count(*) AS a_mute_is_no_change FROM pgops.changes(past.at('second')) WHERE object LIKE 'past.%';
SELECT muted FROM pgops.snapshots WHERE taken_at = past.at('third');
SELECT pgops.unmute('char_n', 'past.*');
SELECT pgops.take_snapshot() IS NOT NULL AS taken;
SELECT change, object FROM pgops.changes(past.at('third')) WHERE object LIKE 'past.%';
UPDATE pgops.finding_history SET severity = 'high' WHERE object = 'past.more.a' AND until IS NULL;
SELECT past.mark('fourth');
SELECT pgops.take_snapshot() IS NOT NULL AS taken;
SELECT change, object, severity, severity_before FROM pgops.changes(past.at('fourth')) WHERE object LIKE 'past.%';
UPDATE pgops.finding_history SET impact_bytes = 1000 WHERE object = 'past.more.a' AND until IS NULL;
-- What no check looked at is unknown, not resolved; and it is the same finding when it is seen again.
SET pgops.disabled_checks = 'bloat, index, vacuum, activity, configuration, security, resilience, query, char_n';
SELECT past.mark('fifth');
SELECT pgops.take_snapshot() IS NOT NULL AS taken;
SELECT change, object, changed_at = past.at('fifth') AS last_seen_then FROM pgops.changes(past.at('fifth')) WHERE object LIKE 'past.%';
SELECT past.mark('sixth');
SELECT count(*) AS known_by_now FROM pgops.changes(past.at('sixth')) WHERE object LIKE 'past.%';
SELECT last_seen = past.at('fifth') AS last_seen_then FROM pgops.run_checks(ARRAY['char_n']) WHERE object LIKE 'past.%';
DROP TABLE past.more;
SET pgops.disabled_checks = 'bloat, index, vacuum, activity, configuration, security, resilience, query';
SELECT pgops.take_snapshot() IS NOT NULL AS taken;
SELECT change, object FROM pgops.changes(past.at('sixth')) WHERE object LIKE 'past.%';

-- Relations: each with its figures, then and now, only where they changed.
SELECT kind, relation_name, table_name, size_bytes, scans IS NOT NULL AS counted FROM pgops.relations_at(past.at('first')) WHERE schema_name = 'past' AND relation_name LIKE 'prices%' ORDER BY relation_name;
SELECT relation_name, gone FROM pgops.relations WHERE schema_name = 'past' ORDER BY relation_name;
SELECT count(*) AS there_then FROM pgops.relations_at(past.at('second')) WHERE relation_name = 'more';
SELECT count(*) AS there_now FROM pgops.relations_at('infinity') WHERE relation_name = 'more';
SELECT count(*) AS before_all FROM pgops.relations_at('-infinity');
SELECT past.mark('seventh');
SELECT count(*) AS rows_before FROM pgops.relation_history \gset
SELECT pgops.take_snapshot() IS NOT NULL AS taken;
SELECT count(*) - :rows_before < 10 AS nothing_changed FROM pgops.relation_history;

-- A purge leaves what is so now and the last snapshot.
SELECT pgops.purge('-1 day');
SELECT * FROM pgops.purge('1 day');
SET pgops.keep_snapshots = '1h';
SELECT * FROM pgops.purge();
RESET pgops.keep_snapshots;
SELECT snapshots > 5 AS snapshots, findings > 3 AS findings, relations > 2 AS relations FROM pgops.purge('0');
SELECT count(*) AS snapshots FROM pgops.snapshots;
SELECT count(*) AS ended FROM pgops.finding_history WHERE until IS NOT NULL;
SELECT count(*) AS earlier FROM pgops.relation_history;
SELECT count(*) AS gone FROM pgops.relations WHERE gone;
SELECT count(*) AS still_known FROM pgops.relations WHERE schema_name = 'past' AND relation_name = 'prices';

-- Reading needs what reading findings needs; writing is not for pg_monitor.
CREATE ROLE regress_pgops_reader IN ROLE pg_monitor;
SET ROLE regress_pgops_reader;
SELECT count(*) AS snapshots FROM pgops.snapshots;
SELECT count(*) >= 0 AS may_ask FROM pgops.changes(now());
SELECT count(*) > 0 AS may_ask FROM pgops.relations_at(now());
SELECT pgops.take_snapshot();
SELECT pgops.purge();
RESET ROLE;
DROP ROLE regress_pgops_reader;
SET client_min_messages = warning;
DROP SCHEMA past CASCADE;
TRUNCATE pgops.snapshots, pgops.finding_history, pgops.relations, pgops.relation_history;
