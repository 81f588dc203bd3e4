-- What keeps VACUUM from cleaning up, from one session: a prepared transaction holds the horizon, storage parameters keep autovacuum
-- away, and the forecast is exact to the row.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
RESET client_min_messages;
CREATE SCHEMA vacuum_views;
SET search_path = vacuum_views;
SET pgops.min_relation_size = 0;

CREATE TABLE ledger (id int, note text) WITH (autovacuum_enabled = false);
INSERT INTO ledger SELECT n, repeat('x', 100) FROM generate_series(1, 10000) n;
CREATE TABLE elsewhere (id int) WITH (autovacuum_enabled = false);
INSERT INTO elsewhere SELECT generate_series(1, 100);
VACUUM ANALYZE ledger, elsewhere;

-- Nobody holds anything of ours: what is removable is nobody's to free.
SELECT count(*) FROM pgops.vacuum_blockers WHERE kind = 'prepared_transaction';

BEGIN;
INSERT INTO elsewhere VALUES (0);
PREPARE TRANSACTION 'vacuum views';
DELETE FROM ledger WHERE id <= 1234;
SELECT kind, scope, gid, root_blocker_id, freed_rows, freed_rows_with_heirs, freed_bytes > 100000 AS bytes, remedy, evidence ->> 'held_by' AS held_by
FROM pgops.vacuum_blockers WHERE blocker_id = 'prepared:vacuum views';
SELECT relation, freed_rows, exact FROM pgops.vacuum_what_if('prepared:vacuum views');
-- None of it where no page may be read, and the reason instead.
SET pgops.vacuum_pages = 0;
SELECT freed_rows, freed_rows_with_heirs, evidence ->> 'figures' AS why FROM pgops.vacuum_blockers WHERE blocker_id = 'prepared:vacuum views';
RESET pgops.vacuum_pages;
VACUUM ledger;
SELECT count(*) AS still_there FROM pgops.vacuum_what_if('prepared:vacuum views') WHERE relation = 'ledger'::regclass AND freed_rows = 1234;
-- As printed, it frees what it promised.
SELECT remedy FROM pgops.vacuum_blockers WHERE blocker_id = 'prepared:vacuum views' \gexec
VACUUM (VERBOSE false) ledger;
SELECT count(*) AS blockers FROM pgops.vacuum_blockers WHERE gid = 'vacuum views';
SELECT * FROM pgops.vacuum_what_if('prepared:vacuum views');
SELECT * FROM pgops.vacuum_what_if(NULL);

-- The forecast: thresholds with the table's own parameters.
CREATE TABLE due (id int) WITH (autovacuum_vacuum_threshold = 10, autovacuum_vacuum_scale_factor = 0.1, autovacuum_analyze_scale_factor = 0.5);
INSERT INTO due SELECT generate_series(1, 1000);
SELECT pg_stat_force_next_flush();
VACUUM ANALYZE due;
DELETE FROM due WHERE id <= 109;
SELECT pg_stat_force_next_flush();
SELECT dead_rows, vacuum_threshold, rows_until_autovacuum, changed_rows, analyze_threshold, rows_until_autoanalyze FROM pgops.vacuum_forecast WHERE relation = 'due'::regclass;
DELETE FROM due WHERE id <= 111;
SELECT pg_stat_force_next_flush();
SELECT dead_rows, rows_until_autovacuum FROM pgops.vacuum_forecast WHERE relation = 'due'::regclass;

-- The checks: each beside a table that looks alike.
CREATE TABLE out_of_reach (id int) WITH (autovacuum_vacuum_threshold = 1000000);
CREATE TABLE in_reach (id int) WITH (autovacuum_vacuum_threshold = 5000);
INSERT INTO out_of_reach SELECT generate_series(1, 8000);
INSERT INTO in_reach SELECT generate_series(1, 8000);
SELECT pg_stat_force_next_flush();
VACUUM ANALYZE out_of_reach, in_reach;
DELETE FROM out_of_reach WHERE id <= 3000;
DELETE FROM in_reach WHERE id <= 3000;
CREATE TABLE only_grows (id int) WITH (autovacuum_vacuum_insert_threshold = -1);
CREATE TABLE grows_and_is_vacuumed (id int) WITH (autovacuum_vacuum_insert_threshold = 100000);
VACUUM only_grows, grows_and_is_vacuumed;
INSERT INTO only_grows SELECT generate_series(1, 20000);
INSERT INTO grows_and_is_vacuumed SELECT generate_series(1, 20000);
CREATE TABLE loaded (id int) WITH (autovacuum_vacuum_insert_threshold = 2000000);
CREATE TABLE loaded_and_vacuumed (id int) WITH (autovacuum_vacuum_insert_threshold = 2000000);
INSERT INTO loaded SELECT generate_series(1, 120000);
INSERT INTO loaded_and_vacuumed SELECT generate_series(1, 120000);
SELECT pg_stat_force_next_flush();
VACUUM loaded_and_vacuumed;
-- Autovacuum should come for this one, and has had no time to.
CREATE TABLE never_seen (id int);
INSERT INTO never_seen SELECT generate_series(1, 3000);
ANALYZE never_seen;
DELETE FROM never_seen WHERE id <= 2500;
SELECT pg_stat_force_next_flush();
SELECT check_id, object, finding, fix_sql FROM pgops.run_checks(ARRAY['threshold_unreachable', 'insert_only_unfrozen', 'bulk_load_unvacuumed', 'never_vacuumed', 'stale_statistics'])
WHERE object LIKE 'vacuum_views.%' ORDER BY 1, 2;
-- Nothing of the kind is here.
SELECT check_id, status, reason FROM pgops.check_status
WHERE check_id IN ('autovacuum_starved', 'temp_table', 'orphaned_temp_table', 'vacuum_failing', 'antiwraparound_loop') ORDER BY 1;

-- Dead rows that do not fit into the memory of one pass, up to 16.
CREATE TABLE many_passes (id int) WITH (autovacuum_enabled = false);
INSERT INTO many_passes SELECT generate_series(1, 400000);
CREATE INDEX many_passes_id ON many_passes (id);
VACUUM many_passes;
DELETE FROM many_passes;
-- What counts is what a worker of autovacuum would have.
ALTER SYSTEM SET maintenance_work_mem = '1MB';
SELECT pg_reload_conf();
\c -
SET search_path = vacuum_views;
SET pgops.min_relation_size = 0;
SELECT count(*) = CASE WHEN current_setting('server_version_num')::int < 170000 THEN 1 ELSE 0 END AS as_expected
FROM pgops.run_checks(ARRAY['multipass_index_vacuum']) WHERE object = 'vacuum_views.many_passes';
ALTER SYSTEM RESET maintenance_work_mem;
SELECT pg_reload_conf();

-- wraparound: a row per database, and the oldest relation of this one.
SELECT bool_and(xids_left BETWEEN 1 AND 2147483647 AND xid_age >= 0 AND members_used_percent BETWEEN 0 AND 100) AS sane,
       count(*) FILTER (WHERE oldest_relation IS NOT NULL) AS with_relation, count(*) = (SELECT count(*) FROM pg_database) AS all_databases
FROM pgops.wraparound;
SELECT age(datfrozenxid) - xid_age BETWEEN 0 AND 5 AS as_the_server_says FROM pgops.wraparound JOIN pg_database ON datname = database_name WHERE datname = current_database();

DROP SCHEMA vacuum_views CASCADE;
