-- Schedules where there is no pg_cron: the line for a crontab, what is noted, job_stale, and what is refused.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
RESET client_min_messages;
CREATE TABLE scheduled (a money);
\set SHOW_CONTEXT never
\pset format unaligned
\pset tuples_only on
SELECT pgops.schedule('snapshot', '0 * * * *');
SELECT pgops.schedule('snapshot', '0 * * * *');
SELECT pgops.schedule('purge', '30 2 * * sun');
SELECT job, schedule, author = session_user FROM pgops.jobs ORDER BY job;
SELECT job, schedule, runs_in, last_run, status, message, problem, remedy FROM pgops.schedule_check;
SELECT count(*) FROM pgops.run_checks(ARRAY['job_stale']);
UPDATE pgops.jobs SET scheduled_at = now() - interval '30 days';
SELECT severity, object, finding, evidence ? 'due_before' FROM pgops.run_checks(ARRAY['job_stale']);
SELECT job, problem, remedy FROM pgops.schedule_check;
SELECT pgops.take_snapshot() IS NOT NULL;
SELECT count(*) FROM pgops.run_checks(ARRAY['job_stale']);
UPDATE pgops.snapshots SET taken_at = taken_at - interval '3 hours';
SELECT object, finding FROM pgops.run_checks(ARRAY['job_stale']);
SELECT job, problem LIKE 'the last snapshot is of %', remedy FROM pgops.schedule_check;
SELECT pgops.unschedule('snapshot');
SELECT pgops.unschedule('snapshot');
SELECT pgops.unschedule('purge');
SELECT count(*) FROM pgops.jobs;
SELECT pgops.schedule('report', '0 * * * *');
SELECT pgops.schedule('snapshot', '0 * * *');
SELECT pgops.schedule('snapshot', '@daily');
SELECT pgops.schedule('snapshot', '0 0 30 2 *');
SET timezone = 'UTC';
SELECT pgops.due_before('0 3 * * mon', '2024-05-15 10:30+00'), pgops.due_before('0 0 30 2 *', '2024-05-15 10:30+00') IS NULL;
SELECT pgops.due_before('* * * * *', 'infinity');
SELECT pgops.due_before('* * * * *', '1999-01-01');

-- Metrics of the last snapshot, and rates between two.
SELECT pgops.take_snapshot() IS NOT NULL;
SELECT value > 0 FROM pgops.metrics WHERE name = 'pgops_findings' AND labels = '{"area": "schema", "severity": "low"}';
SELECT name, count(*) > 1 FROM pgops.metrics GROUP BY name ORDER BY name COLLATE "C";
SELECT count(*) FROM pgops.metrics WHERE value IS NULL OR help = '' OR name !~ '^pgops_[a-z_]+$' OR (labels <> '{}') <> (name = 'pgops_findings');
SELECT (SELECT sum(value) FROM pgops.metrics WHERE name = 'pgops_findings') = (SELECT critical + high + medium + low + info FROM pgops.snapshots ORDER BY taken_at DESC LIMIT 1);
SELECT subject, object = quote_ident(current_database()), value > 0, per_day >= 0, limit_value, reached_at > now(), measured_over BETWEEN '2 hours 59 minutes' AND '4 hours' FROM pgops.forecasts() WHERE subject <> 'size';
SELECT count(*) FROM pgops.progress;
CREATE ROLE regress_pgops_reader IN ROLE pg_monitor;
SET ROLE regress_pgops_reader;
SELECT count(*) > 5 FROM pgops.metrics;
SELECT count(*) > 0 FROM pgops.forecasts();
SELECT count(*) FROM pgops.schedule_check;
SELECT count(*) FROM pgops.progress;
SELECT pgops.schedule('snapshot', '0 * * * *');
RESET ROLE;
DROP ROLE regress_pgops_reader;
TRUNCATE pgops.snapshots, pgops.finding_history, pgops.relations, pgops.relation_history;
DROP TABLE scheduled;
SELECT count(*) FROM pgops.metrics;
SELECT count(*) FROM pgops.forecasts();
