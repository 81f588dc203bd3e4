-- Reports, scripts, baselines: their forms, and what they refuse.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
RESET client_min_messages;
CREATE SCHEMA reports;
SET search_path = reports;

-- A stored report is rendered as it was.
CREATE TABLE stored AS SELECT '{
    "format": "pgops report", "format_version": 1, "extension_version": "0.1.0", "generated_at": "2026-01-02 03:04:05 UTC",
    "database": "shöp", "server_version": "15.7", "in_recovery": false,
    "summary": [{"area": "index", "worst_severity": "low", "critical": 0, "high": 0, "medium": 0, "low": 1, "info": 0, "checks_passed": 7, "checks_skipped": 1, "checks_failed": 0}],
    "findings": [{"priority": 60, "severity": "low", "area": "index", "check_id": "unused_index", "object": "public.\"<b>\"", "finding": "no scan in 40 d, 8.1 MB",
                  "impact_bytes": 8493466, "confidence": "exact", "why": "Every write of the table maintains it, and nobody reads it.", "fix_sql": "DROP INDEX CONCURRENTLY public.\"<b>\";",
                  "undo_sql": "CREATE INDEX CONCURRENTLY \"<b>\" ON public.t USING btree (b);", "fix_lock": "SHARE UPDATE EXCLUSIVE on public.t",
                  "evidence": {"columns": ["b"], "scans": 0, "unique": false}, "docs": "doc/checks/unused_index.md", "finding_key": "unused_index:public.\"<b>\"", "root_key": null}],
    "checks": [{"check_id": "invalid_index", "area": "index", "title": "Index that is not valid", "status": "skipped", "findings": 0, "reason": "2 tables were locked"}]
}'::jsonb AS report;
SELECT pgops.render_text(report, 80) FROM stored \g (format=unaligned tuples_only=on)
SELECT page ~ '^<!DOCTYPE html>' AND page ~ '</html>\n$' AS whole, page LIKE '%<h1>Database sh&#246;p</h1>%' AS name_as_reference,
       page LIKE '%public.&quot;&lt;b&gt;&quot;%' AND page NOT LIKE '%<b>%' AS escaped, octet_length(page) = length(page) AS ascii
FROM stored, pgops.render_html(report) page;

-- A report of this moment has all findings, and everything is of one run.
CREATE TABLE child (parent_id int, note char(3));
SELECT report ->> 'format' AS format, report ->> 'database' = current_database() AS here, jsonb_typeof(report -> 'findings') AS findings,
       (SELECT count(*) FROM jsonb_array_elements(report -> 'checks')) = (SELECT count(*) FROM pgops.checks) AS all_checks,
       (SELECT sum((a ->> 'critical')::int + (a ->> 'high')::int + (a ->> 'medium')::int + (a ->> 'low')::int + (a ->> 'info')::int) FROM jsonb_array_elements(report -> 'summary') a)
           = jsonb_array_length(report -> 'findings') AS summary_counts_them,
       (SELECT array_agg(f ->> 'check_id' ORDER BY f ->> 'check_id') FROM jsonb_array_elements(report -> 'findings') f WHERE f ->> 'object' LIKE 'reports.child%') AS of_child
FROM pgops.report_json() report;
SELECT pgops.report() LIKE '%* reports.child: no primary key%' AS in_text, pgops.report(132) LIKE '%* reports.child: no primary key%' AS in_wide_text,
       pgops.report_html() LIKE '%<code>reports.child</code>%' AS in_page;

-- SARIF: each result names its rule by id and by place, and has a fingerprint that outlives dump and restore.
WITH sarif AS (SELECT pgops.report_sarif('db/schema.sql') AS log), run AS (SELECT log -> 'runs' -> 0 AS run FROM sarif), result AS (SELECT r FROM run, jsonb_array_elements(run -> 'results') r)
SELECT (SELECT log ->> 'version' FROM sarif) AS version, (SELECT count(*) FROM run, jsonb_array_elements(run #> '{tool,driver,rules}')) = (SELECT count(*) FROM pgops.checks) AS rules,
       bool_and(run #>> ARRAY['tool', 'driver', 'rules', r ->> 'ruleIndex', 'id'] = r ->> 'ruleId') AS places, bool_and(r ->> 'level' IN ('error', 'warning', 'note')) AS levels,
       bool_and(r #>> '{locations,0,physicalLocation,artifactLocation,uri}' = 'db/schema.sql') AS artifact,
       count(*) FILTER (WHERE r #>> '{partialFingerprints,findingKey/v1}' = 'no_pk:reports.child') AS fingerprint
FROM result, run;

-- A baseline accepts what is there, and nothing that comes later. What the machine tells is another thing on each.
SET pgops.disabled_checks = 'planner_costs,memory';
CREATE TABLE accepted AS SELECT pgops.baseline() AS baseline;
-- What was never analyzed would be told as left out.
ANALYZE stored, accepted;
SELECT baseline ->> 'format' AS format, baseline -> 'findings' ->> 'no_pk:reports.child' AS of_child FROM accepted;
SELECT pgops.assert_clean(baseline) FROM accepted;
CREATE TABLE another (a int);
DO $$
BEGIN
    PERFORM pgops.assert_clean((SELECT baseline FROM reports.accepted));
EXCEPTION WHEN SQLSTATE 'PGO01' THEN
    DECLARE
        message text; detail text; hint text;
    BEGIN
        GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
        RAISE INFO E'%\n%\n%', message, detail, hint;
    END;
END $$;
SELECT pgops.assert_clean(baseline, 'high') FROM accepted;
RESET pgops.disabled_checks;

-- The script names the reason and the lock; what a person must judge is not in it.
CREATE INDEX twin_a ON child (parent_id);
CREATE INDEX twin_b ON child (parent_id);
COMMENT ON INDEX twin_a IS 'of the shop';
COMMENT ON INDEX twin_b IS 'of the importer';
SET pgops.min_relation_size = 0;
SELECT line FROM pgops.fix_script('info') script, regexp_split_to_table(script, '\n') WITH ORDINALITY AS lines (line, place) WHERE line LIKE '%twin\_b%' ORDER BY place;
SELECT line FROM pgops.undo_script('info') script, regexp_split_to_table(script, '\n') WITH ORDINALITY AS lines (line, place) WHERE line LIKE '%twin\_b%' ORDER BY place;
SELECT pgops.fix_script('critical') NOT LIKE '%twin%' AS only_worse;

-- What is refused says what to do.
SELECT pgops.render_html('{}');
SELECT pgops.render_text('[1, 2]', 80);
SELECT pgops.render_text('"pgops report"', 80);
SELECT pgops.render_text('{"format": "pgops report"}', 80);
SELECT pgops.report(79);
SELECT pgops.report(1001);
SELECT pgops.assert_clean('{"format": "pgops report"}');
SELECT pgops.assert_clean(NULL, 'bad');
SELECT pgops.assert_clean(NULL, NULL);
SELECT pgops.fix_script('severe');
SELECT pgops.undo_script(repeat('x', 100));
-- Members of other versions are no obstacle.
SELECT length(pgops.render_html('{"format": "pgops report", "format_version": 9, "findings": [7, {"severity": "low"}, null, [[]]], "bloat": {"a": {}}, "checks": "x", "summary": 5, "snapshots": [1, 2]}')) > 1000 AS rendered;

-- What is muted stands apart, and is in no script and no baseline; what a snapshot has seen has its first time.
SELECT pgops.mute('no_pk', 'reports.another', 'a log, <b>really</b>', now() + interval '1 day');
SELECT snapshot IS NOT NULL AS taken FROM pgops.take_snapshot('one') snapshot;
SELECT snapshot IS NOT NULL AS taken FROM pgops.take_snapshot('two') snapshot;
SELECT (SELECT count(*) FROM jsonb_array_elements(report -> 'findings') f WHERE f ->> 'finding_key' = 'no_pk:reports.another') AS in_findings,
       (SELECT m - 'until' - 'author' FROM jsonb_array_elements(report -> 'muted') m) AS muted,
       (SELECT a ->> 'muted' FROM jsonb_array_elements(report -> 'summary') a WHERE a ->> 'area' = 'schema') AS in_summary,
       (SELECT bool_and((f ->> 'first_seen') LIKE '2% UTC' AND f ->> 'first_seen' <= f ->> 'last_seen') FROM jsonb_array_elements(report -> 'findings') f) AS seen,
       jsonb_array_length(report -> 'snapshots') AS snapshots, report #>> '{snapshots,1,note}' AS last, (report #>> '{snapshots,1,size_bytes}')::bigint > 0 AS size,
       jsonb_typeof(report -> 'vacuum_blockers') AS blockers, jsonb_array_length(report -> 'wraparound') >= 3 AS databases
FROM pgops.report_json() report;
SELECT page LIKE '%<section id="muted"%' AND page LIKE '%&lt;b&gt;really%' AND page NOT LIKE '%<b>%' AS muted, page LIKE '%<section id="trends"%' AS trends, page LIKE '%<section id="vacuum"%' AS vacuum
FROM pgops.report_html() page;
SELECT pgops.report(132) ~ 'MUTED\n-+\n\* reports.another: no primary key[^\n]* \(no_pk\): a log, <b>really</b>; ' AS in_text;
SELECT pgops.baseline() -> 'findings' ? 'no_pk:reports.another' AS in_baseline;
SELECT pgops.unmute('no_pk', 'reports.another');
TRUNCATE pgops.snapshots, pgops.finding_history, pgops.relations, pgops.relation_history;

DROP SCHEMA reports CASCADE;
