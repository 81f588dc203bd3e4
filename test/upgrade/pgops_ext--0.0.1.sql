-- complain if the script is sourced in psql, rather than through CREATE EXTENSION
\echo Use "CREATE EXTENSION pgops_ext" to load this file. \quit

CREATE SCHEMA pgops;
COMMENT ON SCHEMA pgops IS 'Advice about this database: what is wrong, why it matters, and the command that mends it. Start with SELECT * FROM pgops.advice.';

CREATE FUNCTION pgops.run_checks(
    checks text[] DEFAULT NULL,
    OUT priority int, OUT severity text, OUT area text, OUT check_id text, OUT object text, OUT finding text,
    OUT impact_bytes bigint, OUT confidence text, OUT why text, OUT fix_sql text, OUT undo_sql text, OUT fix_lock text,
    OUT evidence jsonb, OUT docs text, OUT finding_key text, OUT root_key text, OUT classid oid, OUT objid oid, OUT objsubid int)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_run_checks';
COMMENT ON FUNCTION pgops.run_checks(text[]) IS
'The findings of the named checks or areas only; NULL runs all that are not disabled. Columns as in pgops.findings. A name that is neither a check nor an area raises 22023 (invalid_parameter_value).';

CREATE FUNCTION pgops.checks(
    OUT check_id text, OUT area text, OUT title text, OUT default_severity text, OUT cost text, OUT enabled boolean,
    OUT thresholds jsonb, OUT docs text)
RETURNS SETOF record
LANGUAGE c STABLE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_checks';
COMMENT ON FUNCTION pgops.checks() IS 'The rows of the view pgops.checks.';

CREATE FUNCTION pgops.check_status(
    OUT check_id text, OUT area text, OUT status text, OUT findings int, OUT milliseconds double precision, OUT reason text)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_check_status';
COMMENT ON FUNCTION pgops.check_status() IS 'The rows of the view pgops.check_status.';

CREATE FUNCTION pgops.summary(
    OUT area text, OUT worst_severity text, OUT critical int, OUT high int, OUT medium int, OUT low int, OUT info int,
    OUT checks_passed int, OUT checks_skipped int, OUT checks_failed int, OUT checks_incomplete int)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_summary';
COMMENT ON FUNCTION pgops.summary() IS 'The rows of the view pgops.summary.';

CREATE FUNCTION pgops.explain(finding_key text)
RETURNS text
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_explain';
COMMENT ON FUNCTION pgops.explain(text) IS
'Everything about one finding as readable text; finding_key is that column of pgops.findings. Runs the finding''s check afresh, and says so when the finding is no longer there. Text that can be no key (a check, a colon, and something behind it) raises 22023.';

CREATE FUNCTION pgops.relation_bloat(
    INOUT relation regclass, sample_pages int DEFAULT NULL,
    OUT kind text, OUT access_method text, OUT size_bytes bigint, OUT bloat_bytes bigint, OUT bloat_percent double precision,
    OUT bloat_percent_low double precision, OUT bloat_percent_high double precision, OUT held_back_bytes bigint, OUT method text,
    OUT pages_read bigint, OUT trust text, OUT fix_sql text)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_relation_bloat';
COMMENT ON FUNCTION pgops.relation_bloat(regclass, int) IS
'What a rebuild of one relation would give back now; columns as in pgops.table_bloat. sample_pages: the most pages to read of it; NULL takes pgops.sample_pages, 0 estimates without reading a page, a number at or over its size reads it whole. Of a partitioned table or index there is a row for each partition. A negative number, or a relation without pages, raises 22023 (invalid_parameter_value).';

CREATE FUNCTION pgops.table_bloat(
    OUT relation regclass, OUT kind text, OUT access_method text, OUT size_bytes bigint, OUT bloat_bytes bigint, OUT bloat_percent double precision,
    OUT bloat_percent_low double precision, OUT bloat_percent_high double precision, OUT held_back_bytes bigint, OUT method text,
    OUT pages_read bigint, OUT trust text, OUT fix_sql text)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_table_bloat';
COMMENT ON FUNCTION pgops.table_bloat() IS 'The rows of the view pgops.table_bloat.';

CREATE FUNCTION pgops.index_bloat(
    OUT relation regclass, OUT kind text, OUT access_method text, OUT size_bytes bigint, OUT bloat_bytes bigint, OUT bloat_percent double precision,
    OUT bloat_percent_low double precision, OUT bloat_percent_high double precision, OUT held_back_bytes bigint, OUT method text,
    OUT pages_read bigint, OUT trust text, OUT fix_sql text)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_index_bloat';
COMMENT ON FUNCTION pgops.index_bloat() IS 'The rows of the view pgops.index_bloat.';

CREATE FUNCTION pgops.shortened(name text, width int)
RETURNS text
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pgops_shortened';
COMMENT ON FUNCTION pgops.shortened(text, int) IS
'The name cut in its middle to at most width columns of a terminal (at least 4); control characters become spaces.';

CREATE FUNCTION pgops.why_not_used(
    query text, INOUT index regclass DEFAULT NULL,
    OUT table_relation regclass, OUT used boolean, OUT reason_code text, OUT reason text, OUT cost_chosen double precision,
    OUT cost_with_index double precision, OUT hint text)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_why_not_used';
COMMENT ON FUNCTION pgops.why_not_used(text, regclass) IS
'A row per index of the statement''s tables, or for the one index: whether the plan uses it (used; NULL: it could not be planned), else why (reason_code, reason, hint), with the planner''s proof: the cost of the chosen plan, and of the cheapest plan that uses the index (NULL: there is none). The statement may have parameters $n; it is planned and never runs. Needs the rights that EXPLAIN needs. Raises what EXPLAIN raises; 42601 for several statements, 0A000 for one without a plan, 55P03 instead of waiting for a lock, 42501 where planning would run functions of a role whose rights you do not have.';

CREATE VIEW pgops.findings AS
SELECT priority, severity, area, check_id, object, finding, impact_bytes, confidence, why, fix_sql, undo_sql, fix_lock,
       evidence, docs, finding_key, root_key, classid, objid, objsubid
FROM pgops.run_checks();
COMMENT ON VIEW pgops.findings IS 'One row per problem, most urgent first. Reading it runs every enabled check; it writes nothing and waits for no lock.';
COMMENT ON COLUMN pgops.findings.priority IS '1 first: critical 1 to 9, high 10 to 19, medium 20 to 49, low 50 to 99, info 100 to 200; inside a band by impact.';
COMMENT ON COLUMN pgops.findings.severity IS 'critical, high, medium, low or info.';
COMMENT ON COLUMN pgops.findings.area IS 'bloat, index, schema, vacuum, activity, configuration, security, resilience or query.';
COMMENT ON COLUMN pgops.findings.check_id IS 'The check that found it; pgops.checks lists them.';
COMMENT ON COLUMN pgops.findings.object IS 'What it is about: quoted and schema-qualified; for a column schema.table.column. Replication slots and prepared transactions stand as string literals, as SQL names them.';
COMMENT ON COLUMN pgops.findings.finding IS 'The problem in one clause of at most 44 characters.';
COMMENT ON COLUMN pgops.findings.impact_bytes IS 'Bytes that mending it gives back; NULL where bytes are not the measure.';
COMMENT ON COLUMN pgops.findings.confidence IS 'exact, estimated, or review: a person must judge.';
COMMENT ON COLUMN pgops.findings.why IS 'Why it matters here, in plain words.';
COMMENT ON COLUMN pgops.findings.fix_sql IS 'The exact command, runnable as printed; NULL where only a person can decide.';
COMMENT ON COLUMN pgops.findings.undo_sql IS 'The command that takes fix_sql back; NULL where there is none.';
COMMENT ON COLUMN pgops.findings.fix_lock IS 'The strongest lock that fix_sql takes, and on what; none; NULL without a fix. On a standby it says when the command is for the primary.';
COMMENT ON COLUMN pgops.findings.evidence IS 'The numbers behind it. For relations: table (schema.name, unquoted), columns (in order), index (unquoted name).';
COMMENT ON COLUMN pgops.findings.docs IS 'The check''s page.';
COMMENT ON COLUMN pgops.findings.finding_key IS 'Check and identity by names; the same after dump and restore.';
COMMENT ON COLUMN pgops.findings.root_key IS 'finding_key of the finding that causes this one, or NULL.';
COMMENT ON COLUMN pgops.findings.classid IS 'Catalog of the object, as in pg_description.';
COMMENT ON COLUMN pgops.findings.objid IS 'The object''s oid in that catalog.';
COMMENT ON COLUMN pgops.findings.objsubid IS 'The column number where the object is a column, else 0.';

CREATE VIEW pgops.advice AS
SELECT priority, severity, check_id, pgops.shortened(object, 30) AS object, finding
FROM pgops.findings;
COMMENT ON VIEW pgops.advice IS 'pgops.findings for a terminal of 132 columns: object is shortened, everything else is the same.';
COMMENT ON COLUMN pgops.advice.priority IS 'As in pgops.findings.';
COMMENT ON COLUMN pgops.advice.severity IS 'As in pgops.findings.';
COMMENT ON COLUMN pgops.advice.check_id IS 'As in pgops.findings.';
COMMENT ON COLUMN pgops.advice.object IS 'As in pgops.findings, cut in its middle to 30 columns.';
COMMENT ON COLUMN pgops.advice.finding IS 'As in pgops.findings.';

CREATE VIEW pgops.table_bloat AS SELECT * FROM pgops.table_bloat();
COMMENT ON VIEW pgops.table_bloat IS 'What a rebuild of each table, TOAST table and materialized view would give back now. Samples what is over pgops.min_relation_size, reads or estimates what is smaller, within pgops.time_budget; writes nothing and waits for no lock.';
COMMENT ON COLUMN pgops.table_bloat.relation IS 'The table, TOAST table, materialized view or index.';
COMMENT ON COLUMN pgops.table_bloat.kind IS 'table, toast, materialized view or index.';
COMMENT ON COLUMN pgops.table_bloat.access_method IS 'heap, btree, gin ...';
COMMENT ON COLUMN pgops.table_bloat.size_bytes IS 'Main fork now, bytes.';
COMMENT ON COLUMN pgops.table_bloat.bloat_bytes IS 'What a rebuild gives back now, bytes; NULL with the reason in trust.';
COMMENT ON COLUMN pgops.table_bloat.bloat_percent IS 'The same in percent of size_bytes: 100 * (size now - size after VACUUM FULL or REINDEX at the same fillfactor) / size now; 0 where a rebuild would be larger.';
COMMENT ON COLUMN pgops.table_bloat.bloat_percent_low IS 'Lower end of the 95 % interval of bloat_percent.';
COMMENT ON COLUMN pgops.table_bloat.bloat_percent_high IS 'Upper end of it.';
COMMENT ON COLUMN pgops.table_bloat.held_back_bytes IS 'Bytes that are dead but kept by a rebuild, because a snapshot still needs them; for an index, what a later REINDEX gives back beyond one now. NULL where it was not looked for.';
COMMENT ON COLUMN pgops.table_bloat.method IS 'exact (all pages read), sampled, or estimated (from statistics, no page read).';
COMMENT ON COLUMN pgops.table_bloat.pages_read IS 'Pages of the free space map, the visibility map and the relation; for an index also of its table.';
COMMENT ON COLUMN pgops.table_bloat.trust IS 'ok, or why the figures may be wrong or are missing.';
COMMENT ON COLUMN pgops.table_bloat.fix_sql IS 'The command that gives it back, where it is worth it (pgops.bloat_percent, pgops.bloat_bytes).';

CREATE VIEW pgops.index_bloat AS SELECT * FROM pgops.index_bloat();
COMMENT ON VIEW pgops.index_bloat IS 'What a rebuild of each index would give back now, like pgops.table_bloat.';
COMMENT ON COLUMN pgops.index_bloat.relation IS 'The table, TOAST table, materialized view or index.';
COMMENT ON COLUMN pgops.index_bloat.kind IS 'table, toast, materialized view or index.';
COMMENT ON COLUMN pgops.index_bloat.access_method IS 'heap, btree, gin ...';
COMMENT ON COLUMN pgops.index_bloat.size_bytes IS 'Main fork now, bytes.';
COMMENT ON COLUMN pgops.index_bloat.bloat_bytes IS 'What a rebuild gives back now, bytes; NULL with the reason in trust.';
COMMENT ON COLUMN pgops.index_bloat.bloat_percent IS 'The same in percent of size_bytes: 100 * (size now - size after VACUUM FULL or REINDEX at the same fillfactor) / size now; 0 where a rebuild would be larger.';
COMMENT ON COLUMN pgops.index_bloat.bloat_percent_low IS 'Lower end of the 95 % interval of bloat_percent.';
COMMENT ON COLUMN pgops.index_bloat.bloat_percent_high IS 'Upper end of it.';
COMMENT ON COLUMN pgops.index_bloat.held_back_bytes IS 'Bytes that are dead but kept by a rebuild, because a snapshot still needs them; for an index, what a later REINDEX gives back beyond one now. NULL where it was not looked for.';
COMMENT ON COLUMN pgops.index_bloat.method IS 'exact (all pages read), sampled, or estimated (from statistics, no page read).';
COMMENT ON COLUMN pgops.index_bloat.pages_read IS 'Pages of the free space map, the visibility map and the relation; for an index also of its table.';
COMMENT ON COLUMN pgops.index_bloat.trust IS 'ok, or why the figures may be wrong or are missing.';
COMMENT ON COLUMN pgops.index_bloat.fix_sql IS 'The command that gives it back, where it is worth it (pgops.bloat_percent, pgops.bloat_bytes).';

CREATE VIEW pgops.checks AS SELECT * FROM pgops.checks();
COMMENT ON VIEW pgops.checks IS 'Every check that this version has.';
COMMENT ON COLUMN pgops.checks.check_id IS 'Stable name, as in findings.';
COMMENT ON COLUMN pgops.checks.area IS 'The area that it belongs to.';
COMMENT ON COLUMN pgops.checks.title IS 'What it looks for.';
COMMENT ON COLUMN pgops.checks.default_severity IS 'The severity of its findings where size or use does not say otherwise.';
COMMENT ON COLUMN pgops.checks.cost IS 'What it reads: catalog, statistics (pg_statistic too), or pages of relations.';
COMMENT ON COLUMN pgops.checks.enabled IS 'Whether pgops.findings runs it; see pgops.disabled_checks.';
COMMENT ON COLUMN pgops.checks.thresholds IS 'The settings that it goes by and their values now.';
COMMENT ON COLUMN pgops.checks.docs IS 'Its page.';

CREATE VIEW pgops.check_status AS SELECT * FROM pgops.check_status();
COMMENT ON VIEW pgops.check_status IS 'How each check fared in a fresh run.';
COMMENT ON COLUMN pgops.check_status.check_id IS 'The check.';
COMMENT ON COLUMN pgops.check_status.area IS 'Its area.';
COMMENT ON COLUMN pgops.check_status.status IS 'ok (ran, found nothing), found, skipped or failed.';
COMMENT ON COLUMN pgops.check_status.findings IS 'Number of findings.';
COMMENT ON COLUMN pgops.check_status.milliseconds IS 'Time that the check took, without the reading of the catalogs that all checks share.';
COMMENT ON COLUMN pgops.check_status.reason IS 'Why it was skipped or failed, or what it left out; NULL when nothing is missing.';

CREATE VIEW pgops.summary AS SELECT * FROM pgops.summary();
COMMENT ON VIEW pgops.summary IS 'How each area stands in a fresh run: findings by severity, and checks that passed or could not be done.';
COMMENT ON COLUMN pgops.summary.area IS 'The area.';
COMMENT ON COLUMN pgops.summary.worst_severity IS 'The severity of its worst finding; NULL without findings.';
COMMENT ON COLUMN pgops.summary.critical IS 'Number of critical findings.';
COMMENT ON COLUMN pgops.summary.high IS 'Number of high findings.';
COMMENT ON COLUMN pgops.summary.medium IS 'Number of medium findings.';
COMMENT ON COLUMN pgops.summary.low IS 'Number of low findings.';
COMMENT ON COLUMN pgops.summary.info IS 'Number of info findings.';
COMMENT ON COLUMN pgops.summary.checks_passed IS 'Checks that ran and found nothing.';
COMMENT ON COLUMN pgops.summary.checks_skipped IS 'Checks that did not run, or found nothing in what they could look at; pgops.check_status says why.';
COMMENT ON COLUMN pgops.summary.checks_failed IS 'Checks that failed; pgops.check_status says why.';
COMMENT ON COLUMN pgops.summary.checks_incomplete IS 'Checks that found something and had to leave something out.';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA pgops FROM PUBLIC;
GRANT USAGE ON SCHEMA pgops TO pg_monitor;
GRANT SELECT ON ALL TABLES IN SCHEMA pgops TO pg_monitor;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgops TO pg_monitor;
