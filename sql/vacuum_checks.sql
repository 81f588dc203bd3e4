-- The checks of the area vacuum, as far as one session can show them; those that need a second one are isolation tests.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA vac;
SET search_path = vac, public;
SET pgops.min_relation_size = 0;

CREATE VIEW found AS
SELECT check_id, severity, object COLLATE "C" AS object, regexp_replace(finding, '[0-9.]+ (bytes|[kMG]B)', '#') AS finding, confidence, fix_sql, undo_sql, fix_lock, evidence
FROM pgops.run_checks(ARRAY['never_analyzed', 'autovacuum_disabled', 'wraparound']) WHERE object LIKE 'vac.%';

--
-- never_analyzed
--
CREATE TABLE unknown (a int);
INSERT INTO unknown SELECT generate_series(1, 100);
CREATE TABLE known (a int);
INSERT INTO known SELECT generate_series(1, 100);
ANALYZE known;
CREATE TABLE empty (a int);
CREATE TABLE no_columns ();
INSERT INTO no_columns DEFAULT VALUES;
CREATE MATERIALIZED VIEW unknown_view AS SELECT generate_series(1, 100) AS a;
-- Autovacuum never gathers statistics of a partitioned table itself.
CREATE TABLE parted (a int) PARTITION BY LIST (a);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
INSERT INTO parted VALUES (1);
ANALYZE parted_1;
CREATE TABLE parted_known (a int) PARTITION BY LIST (a);
CREATE TABLE parted_known_1 PARTITION OF parted_known FOR VALUES IN (1);
INSERT INTO parted_known VALUES (1);
ANALYZE parted_known;
CREATE TABLE parted_empty (a int) PARTITION BY LIST (a);
SELECT object, severity, finding, evidence->'partitioned' AS partitioned, fix_sql, undo_sql, fix_lock FROM found WHERE check_id = 'never_analyzed' ORDER BY object;
SELECT fix_sql FROM found WHERE check_id = 'never_analyzed' ORDER BY object
\gexec
SELECT pg_stat_force_next_flush();
SELECT object FROM found WHERE check_id = 'never_analyzed';
SET pgops.min_relation_size = '1MB';
CREATE TABLE small (a int);
INSERT INTO small VALUES (1);
SELECT object FROM found WHERE check_id = 'never_analyzed';

--
-- autovacuum_disabled
--
CREATE TABLE switched_off (a int) WITH (autovacuum_enabled = false);
CREATE TABLE switched_off_differently (a int) WITH (autovacuum_enabled = 'no');
CREATE TABLE switched_on (a int) WITH (autovacuum_enabled = true);
CREATE TABLE tamed (a int) WITH (autovacuum_vacuum_scale_factor = 0.5, autovacuum_vacuum_cost_delay = 20);
-- With deletes behind it, and not one but two places that switch it off: the TOAST table is a table of its own.
CREATE TABLE deleted_from (a int, b text) WITH (autovacuum_enabled = off, toast.autovacuum_enabled = off);
INSERT INTO deleted_from SELECT generate_series(1, 100);
DELETE FROM deleted_from WHERE a <= 40;
SELECT pg_stat_force_next_flush();
SELECT object, severity, finding, evidence->'dead_rows' AS dead_rows, evidence->'updates_and_deletes' AS writes, fix_sql, undo_sql, fix_lock FROM found WHERE check_id = 'autovacuum_disabled' ORDER BY object;
CREATE TABLE undo AS SELECT object, undo_sql FROM found WHERE check_id = 'autovacuum_disabled';
SELECT fix_sql FROM found WHERE check_id = 'autovacuum_disabled' ORDER BY object
\gexec
SELECT object FROM found WHERE check_id = 'autovacuum_disabled';
SELECT undo_sql FROM undo ORDER BY object
\gexec
SELECT object FROM found WHERE check_id = 'autovacuum_disabled' ORDER BY object;

--
-- wraparound: a young cluster is far from it, with a threshold as low as it goes; template databases are looked at, too
--
SET pgops.wraparound_percent = 1;
SELECT object FROM pgops.run_checks(ARRAY['wraparound']);
RESET pgops.wraparound_percent;

--
-- vacuum_blocker: the own transaction is none, however much it holds
--
BEGIN;
CREATE TABLE held (a int);
SET LOCAL pgops.long_transaction_age = 0;
SET LOCAL pgops.blocker_age = 0;
SELECT object FROM pgops.run_checks(ARRAY['vacuum_blocker', 'long_transaction', 'idle_in_transaction']) WHERE object LIKE '%regress%';
ROLLBACK;
-- A logical slot that nobody reads keeps dead rows of the catalogs and the WAL, however young it is.
SELECT slot_name FROM pg_create_logical_replication_slot('pgops_regress', 'test_decoding');
SELECT slot_name FROM pg_create_physical_replication_slot('pgops_regress_physical');
SELECT object, severity, regexp_replace(finding, '[0-9,]+ xids?', '# xids') AS finding, confidence, fix_sql, undo_sql, fix_lock, finding_key,
       evidence - 'age_xids' - 'retained_wal_bytes' AS evidence
FROM pgops.run_checks(ARRAY['vacuum_blocker']) WHERE object LIKE '%pgops_regress%';
SELECT fix_sql FROM pgops.run_checks(ARRAY['vacuum_blocker']) WHERE object LIKE '%pgops_regress%'
\gexec
SELECT object FROM pgops.run_checks(ARRAY['vacuum_blocker']) WHERE object LIKE '%pgops_regress%';
SELECT pg_drop_replication_slot('pgops_regress_physical');
-- A prepared transaction is one as soon as it is old enough; its identifier can be anything.
BEGIN;
CREATE TABLE prepared (a int);
PREPARE TRANSACTION E'it''s \\ a "name"\n; DROP SCHEMA vac; --';
SELECT object FROM pgops.run_checks(ARRAY['vacuum_blocker']) WHERE object LIKE 'prepared%';
SET pgops.long_transaction_age = 0;
SELECT object, severity, finding ~ '^prepared [0-9]+ s ago, never finished$' AS finding, confidence, fix_sql, undo_sql, fix_lock, finding_key, evidence - 'age_xids' - 'prepared_seconds' - 'role' - 'database' AS evidence
FROM pgops.run_checks(ARRAY['vacuum_blocker']) WHERE object LIKE 'prepared%';
SELECT fix_sql FROM pgops.run_checks(ARRAY['vacuum_blocker']) WHERE object LIKE 'prepared%'
\gexec
SELECT object FROM pgops.run_checks(ARRAY['vacuum_blocker']) WHERE object LIKE 'prepared%';
SELECT gid FROM pg_prepared_xacts;

DROP SCHEMA vac CASCADE;
