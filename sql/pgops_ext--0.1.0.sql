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

CREATE FUNCTION pgops.vacuum_blockers(
    OUT blocker_id text, OUT kind text, OUT severity text, OUT scope text[], OUT pid int, OUT database_name text, OUT user_name text,
    OUT application_name text, OUT client_address text, OUT state text, OUT slot_name text, OUT gid text, OUT relation regclass,
    OUT held_since timestamptz, OUT age_xids bigint, OUT root_blocker_id text, OUT freed_rows bigint, OUT freed_bytes bigint,
    OUT freed_rows_with_heirs bigint, OUT freed_bytes_with_heirs bigint, OUT summary text, OUT remedy text, OUT evidence jsonb)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_vacuum_blockers';
COMMENT ON FUNCTION pgops.vacuum_blockers() IS 'The rows of the view pgops.vacuum_blockers.';

CREATE FUNCTION pgops.vacuum_what_if(
    VARIADIC blocker_ids text[], OUT relation regclass, OUT freed_rows bigint, OUT freed_bytes bigint, OUT exact boolean, OUT reason text)
RETURNS SETOF record
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_vacuum_what_if';
COMMENT ON FUNCTION pgops.vacuum_what_if(text[]) IS
'The dead rows of this database that VACUUM could remove if all the named blockers went away together, per relation; relations without any are left out. Reads every page that the visibility map does not vouch for. exact is false where a relation could not be read (freed_rows is then its counter, or NULL) and on a standby; reason says why. An id that is no blocker (any more) raises 22023.';

CREATE FUNCTION pgops.vacuum_forecast(
    OUT relation regclass, OUT dead_rows bigint, OUT vacuum_threshold double precision, OUT rows_until_autovacuum bigint,
    OUT next_autovacuum timestamptz, OUT reason text, OUT inserted_rows bigint, OUT insert_threshold double precision,
    OUT rows_until_insert_autovacuum bigint, OUT changed_rows bigint, OUT analyze_threshold double precision, OUT rows_until_autoanalyze bigint,
    OUT xid_age bigint, OUT xids_until_forced_vacuum bigint, OUT multixact_age bigint, OUT multixacts_until_forced_vacuum bigint,
    OUT last_vacuum timestamptz, OUT last_autovacuum timestamptz, OUT settings jsonb)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_vacuum_forecast';
COMMENT ON FUNCTION pgops.vacuum_forecast() IS 'The rows of the view pgops.vacuum_forecast.';

CREATE FUNCTION pgops.wraparound(
    OUT database_name text, OUT xid_age bigint, OUT xids_left bigint, OUT multixact_age bigint, OUT multixacts_left bigint,
    OUT members_used_percent double precision, OUT oldest_relation regclass, OUT xids_per_second double precision, OUT estimated_time_left interval)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_wraparound';
COMMENT ON FUNCTION pgops.wraparound() IS 'The rows of the view pgops.wraparound.';

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

CREATE VIEW pgops.vacuum_blockers AS SELECT * FROM pgops.vacuum_blockers();
COMMENT ON VIEW pgops.vacuum_blockers IS 'Who or what keeps VACUUM from cleaning up in this database, the most severe first, with what would be freed and the command that ends it. Reads at most pgops.vacuum_pages pages for the figures; writes nothing and waits for no lock.';
COMMENT ON COLUMN pgops.vacuum_blockers.blocker_id IS 'What it is called here; unique in the view, and what pgops.vacuum_what_if() takes.';
COMMENT ON COLUMN pgops.vacuum_blockers.kind IS 'What it is: active_query, idle_in_transaction, prepared_transaction ...; the page doc/vacuum.md lists them.';
COMMENT ON COLUMN pgops.vacuum_blockers.severity IS 'critical, high, medium, low or info.';
COMMENT ON COLUMN pgops.vacuum_blockers.scope IS 'What it keeps back: data, catalog, shared (rows of user tables, system catalogs, shared catalogs), table (one table), cluster (all of autovacuum), freeze, freeze_multixact (relfrozenxid or relminmxid cannot move on).';
COMMENT ON COLUMN pgops.vacuum_blockers.pid IS 'The process, where there is one.';
COMMENT ON COLUMN pgops.vacuum_blockers.database_name IS 'Its database.';
COMMENT ON COLUMN pgops.vacuum_blockers.user_name IS 'Its role.';
COMMENT ON COLUMN pgops.vacuum_blockers.application_name IS 'Its application_name; of a replication slot that of its walsender.';
COMMENT ON COLUMN pgops.vacuum_blockers.client_address IS 'Where it is connected from; local for a socket.';
COMMENT ON COLUMN pgops.vacuum_blockers.state IS 'As in pg_stat_activity.';
COMMENT ON COLUMN pgops.vacuum_blockers.slot_name IS 'The replication slot.';
COMMENT ON COLUMN pgops.vacuum_blockers.gid IS 'The prepared transaction.';
COMMENT ON COLUMN pgops.vacuum_blockers.relation IS 'The relation, where it is about one of this database.';
COMMENT ON COLUMN pgops.vacuum_blockers.held_since IS 'Since when: start of the transaction, of the preparation, of the running vacuum.';
COMMENT ON COLUMN pgops.vacuum_blockers.age_xids IS 'Transactions since the id that it keeps back.';
COMMENT ON COLUMN pgops.vacuum_blockers.root_blocker_id IS 'The blocker whose horizon it has inherited through its snapshot; NULL for a root.';
COMMENT ON COLUMN pgops.vacuum_blockers.freed_rows IS 'Dead rows of this database that VACUUM could remove if this one alone went away; NULL with the reason in evidence.';
COMMENT ON COLUMN pgops.vacuum_blockers.freed_bytes IS 'Bytes of these rows.';
COMMENT ON COLUMN pgops.vacuum_blockers.freed_rows_with_heirs IS 'The same if it and all that inherited its horizon went away together.';
COMMENT ON COLUMN pgops.vacuum_blockers.freed_bytes_with_heirs IS 'Bytes of these rows.';
COMMENT ON COLUMN pgops.vacuum_blockers.summary IS 'One sentence for people.';
COMMENT ON COLUMN pgops.vacuum_blockers.remedy IS 'The exact command, and in a comment where to run it.';
COMMENT ON COLUMN pgops.vacuum_blockers.evidence IS 'The numbers behind it, and what the remedy costs.';

CREATE VIEW pgops.vacuum_forecast AS SELECT * FROM pgops.vacuum_forecast();
COMMENT ON VIEW pgops.vacuum_forecast IS 'When autovacuum comes to each relation of this database, exact to the row. Reads no pages of relations.';
COMMENT ON COLUMN pgops.vacuum_forecast.relation IS 'The table, TOAST table, materialized view or catalog.';
COMMENT ON COLUMN pgops.vacuum_forecast.dead_rows IS 'Dead rows as counted; NULL where nothing counts them.';
COMMENT ON COLUMN pgops.vacuum_forecast.vacuum_threshold IS 'Autovacuum comes when there are more dead rows than this.';
COMMENT ON COLUMN pgops.vacuum_forecast.rows_until_autovacuum IS 'How many more rows have to die until then; 0: it is due.';
COMMENT ON COLUMN pgops.vacuum_forecast.next_autovacuum IS 'When that is, at the pace since the last vacuum; NULL where no pace is known, or it does not come.';
COMMENT ON COLUMN pgops.vacuum_forecast.reason IS 'due, not due, or why it does not come.';
COMMENT ON COLUMN pgops.vacuum_forecast.inserted_rows IS 'Rows inserted since the last vacuum.';
COMMENT ON COLUMN pgops.vacuum_forecast.insert_threshold IS 'Autovacuum comes when more were inserted than this; NULL: never for inserts.';
COMMENT ON COLUMN pgops.vacuum_forecast.rows_until_insert_autovacuum IS 'How many more until then.';
COMMENT ON COLUMN pgops.vacuum_forecast.changed_rows IS 'Rows changed since the last analyze.';
COMMENT ON COLUMN pgops.vacuum_forecast.analyze_threshold IS 'Autovacuum analyzes when more were changed than this; NULL for TOAST tables.';
COMMENT ON COLUMN pgops.vacuum_forecast.rows_until_autoanalyze IS 'How many more until then.';
COMMENT ON COLUMN pgops.vacuum_forecast.xid_age IS 'Age of relfrozenxid.';
COMMENT ON COLUMN pgops.vacuum_forecast.xids_until_forced_vacuum IS 'Transactions until a vacuum against wraparound is forced; 0: it is due.';
COMMENT ON COLUMN pgops.vacuum_forecast.multixact_age IS 'Age of relminmxid.';
COMMENT ON COLUMN pgops.vacuum_forecast.multixacts_until_forced_vacuum IS 'Multixacts until such a vacuum is forced.';
COMMENT ON COLUMN pgops.vacuum_forecast.last_vacuum IS 'The last vacuum, by hand or by autovacuum.';
COMMENT ON COLUMN pgops.vacuum_forecast.last_autovacuum IS 'The last one by autovacuum.';
COMMENT ON COLUMN pgops.vacuum_forecast.settings IS 'What applies: the server''s settings with the table''s storage parameters over them, and reltuples.';

CREATE VIEW pgops.wraparound AS SELECT * FROM pgops.wraparound();
COMMENT ON VIEW pgops.wraparound IS 'How far each database is from the point where the server refuses to write. Reads no pages of relations.';
COMMENT ON COLUMN pgops.wraparound.database_name IS 'The database.';
COMMENT ON COLUMN pgops.wraparound.xid_age IS 'Age of datfrozenxid.';
COMMENT ON COLUMN pgops.wraparound.xids_left IS 'Transactions until the server refuses to give out ids, as far as this database goes; the smallest of all databases counts.';
COMMENT ON COLUMN pgops.wraparound.multixact_age IS 'Age of datminmxid.';
COMMENT ON COLUMN pgops.wraparound.multixacts_left IS 'Multixacts until the server refuses, likewise.';
COMMENT ON COLUMN pgops.wraparound.members_used_percent IS 'How much of the space for members of multixacts is used, of the cluster.';
COMMENT ON COLUMN pgops.wraparound.oldest_relation IS 'The relation whose relfrozenxid is the oldest; of this database only.';
COMMENT ON COLUMN pgops.wraparound.xids_per_second IS 'Transaction ids used per second since the last checkpoint, or since this session''s first look if that is longer ago; of the cluster.';
COMMENT ON COLUMN pgops.wraparound.estimated_time_left IS 'How long xids_left lasts at that pace.';

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

CREATE FUNCTION pgops.run_document(checks text[] DEFAULT NULL)
RETURNS jsonb
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_run_document';
COMMENT ON FUNCTION pgops.run_document(text[]) IS
'One run as a document: summary (as pgops.summary), findings and checks (as pgops.check_status) of the same moment. checks as in pgops.run_checks.';

CREATE FUNCTION pgops.report_json()
RETURNS jsonb
LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
    SELECT jsonb_build_object(
               'format', 'pgops report',
               'format_version', 1,
               'extension_version', (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'pgops_ext'),
               'generated_at', to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'),
               'database', current_database(),
               'server_version', split_part(current_setting('server_version'), ' ', 1),
               'in_recovery', pg_is_in_recovery(),
               'bloat', coalesce((SELECT jsonb_agg(to_jsonb(b) ORDER BY b.bloat_bytes DESC)
                                  FROM (SELECT relation::text, kind, access_method, size_bytes, bloat_bytes, bloat_percent, bloat_percent_low, bloat_percent_high,
                                               held_back_bytes, method, trust
                                        FROM (SELECT * FROM pgops.table_bloat UNION ALL SELECT * FROM pgops.index_bloat) both_kinds
                                        WHERE bloat_bytes > 0 ORDER BY bloat_bytes DESC LIMIT 20) b), '[]'))
           || pgops.run_document();
END;
COMMENT ON FUNCTION pgops.report_json() IS
'A whole report as one document: who was asked and when, summary, findings, checks, the most bloated relations. doc/report_json.md describes it; members may be added, none is renamed while format_version stays.';

CREATE FUNCTION pgops.render_text(report jsonb, width int)
RETURNS text
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pgops_render_text';
COMMENT ON FUNCTION pgops.render_text(jsonb, int) IS
'What pgops.report_json returned, also long ago or elsewhere, as text of width columns (80 to 1000). Raises 22023 for a document that is no report.';

CREATE FUNCTION pgops.render_html(report jsonb)
RETURNS text
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pgops_render_html';
COMMENT ON FUNCTION pgops.render_html(jsonb) IS
'What pgops.report_json returned, also long ago or elsewhere, as an HTML page that needs nothing from elsewhere. Raises 22023 for a document that is no report.';

CREATE FUNCTION pgops.report(width int DEFAULT 80)
RETURNS text
LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
    SELECT pgops.render_text(pgops.report_json(), width);
END;
COMMENT ON FUNCTION pgops.report(int) IS
'A whole report of this moment as text for a terminal: psql -Atc "SELECT pgops.report()". width: columns of prose, 80 to 1000; commands are not broken.';

CREATE FUNCTION pgops.report_html()
RETURNS text
LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
    SELECT pgops.render_html(pgops.report_json());
END;
COMMENT ON FUNCTION pgops.report_html() IS
'A whole report of this moment as one HTML page: psql -Atc "SELECT pgops.report_html()" -o report.html.';

CREATE FUNCTION pgops.report_sarif(artifact text DEFAULT 'schema.sql')
RETURNS jsonb
LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
    WITH run AS MATERIALIZED (SELECT pgops.run_document() AS document),
         rule AS MATERIALIZED (
             SELECT check_id, title, default_severity, docs, row_number() OVER (ORDER BY check_id) - 1 AS place FROM pgops.checks),
         level (severity, name) AS (VALUES ('critical', 'error'), ('high', 'error'), ('medium', 'warning'), ('low', 'note'), ('info', 'note')),
         finding AS (
             SELECT f.item, f.place FROM run, jsonb_array_elements(document -> 'findings') WITH ORDINALITY AS f (item, place))
    SELECT jsonb_build_object(
        '$schema', 'https://json.schemastore.org/sarif-2.1.0.json',
        'version', '2.1.0',
        'runs', jsonb_build_array(jsonb_build_object(
            'tool', jsonb_build_object('driver', jsonb_build_object(
                'name', 'pgops_ext',
                'version', (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'pgops_ext'),
                'rules', (SELECT jsonb_agg(jsonb_build_object(
                                     'id', check_id,
                                     'shortDescription', jsonb_build_object('text', title),
                                     'help', jsonb_build_object('text', 'See ' || docs || '.'),
                                     'defaultConfiguration', jsonb_build_object('level', level.name)) ORDER BY rule.place)
                          FROM rule JOIN level ON level.severity = rule.default_severity))),
            'results', coalesce((SELECT jsonb_agg(jsonb_build_object(
                                            'ruleId', rule.check_id,
                                            'ruleIndex', rule.place,
                                            'level', level.name,
                                            'message', jsonb_build_object('text', (item ->> 'object') || ': ' || (item ->> 'finding') || '. ' || (item ->> 'why')),
                                            'locations', jsonb_build_array(jsonb_build_object(
                                                'physicalLocation', jsonb_build_object('artifactLocation', jsonb_build_object('uri', artifact)),
                                                'logicalLocations', jsonb_build_array(jsonb_build_object('fullyQualifiedName', item ->> 'object')))),
                                            'partialFingerprints', jsonb_build_object('findingKey/v1', item ->> 'finding_key'),
                                            'properties', item - ARRAY['object', 'finding', 'why', 'check_id', 'finding_key']) ORDER BY finding.place)
                                 FROM finding JOIN rule ON rule.check_id = item ->> 'check_id' JOIN level ON level.severity = item ->> 'severity'), '[]'))));
END;
COMMENT ON FUNCTION pgops.report_sarif(text) IS
'The findings of this moment in SARIF 2.1.0 (OASIS), for services that show code-scanning results. artifact: the file of the repository that stands for the schema; such services want one.';

CREATE FUNCTION pgops.fix_script(min_severity text DEFAULT 'low')
RETURNS text
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_fix_script';
COMMENT ON FUNCTION pgops.fix_script(text) IS
'The commands of all findings of min_severity or worse as one script, each with its reason and its lock as a comment, safe to run together; what a person must judge (confidence review) is not in it. Run it with psql -f, not in one transaction. Another word than critical, high, medium, low, info raises 22023.';

CREATE FUNCTION pgops.undo_script(min_severity text DEFAULT 'low')
RETURNS text
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_undo_script';
COMMENT ON FUNCTION pgops.undo_script(text) IS
'The script that takes back what pgops.fix_script(min_severity) does. Make it before the fixes are run: afterwards their findings are gone.';

CREATE FUNCTION pgops.baseline()
RETURNS jsonb
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_baseline';
COMMENT ON FUNCTION pgops.baseline() IS
'What is found now, as finding keys and severities, for pgops.assert_clean: keep it in the repository beside the schema.';

CREATE FUNCTION pgops.assert_clean(baseline jsonb DEFAULT NULL, min_severity text DEFAULT 'medium')
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_assert_clean';
COMMENT ON FUNCTION pgops.assert_clean(jsonb, text) IS
'Raises PGO01, with a list in its detail, when there are findings of min_severity or worse that the baseline (of pgops.baseline) does not know or knows as less severe, or when a check failed; returns nothing otherwise. A NOTICE tells which checks were skipped. A document that is no baseline, or another severity, raises 22023.';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA pgops FROM PUBLIC;
GRANT USAGE ON SCHEMA pgops TO pg_monitor;
GRANT SELECT ON ALL TABLES IN SCHEMA pgops TO pg_monitor;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgops TO pg_monitor;
