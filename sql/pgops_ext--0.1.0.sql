-- complain if the script is sourced in psql, rather than through CREATE EXTENSION
\echo Use "CREATE EXTENSION pgops_ext" to load this file. \quit

CREATE SCHEMA pgops;
COMMENT ON SCHEMA pgops IS 'Advice about this database: what is wrong, why it matters, and the command that mends it. Start with SELECT * FROM pgops.advice.';

CREATE FUNCTION pgops.run_checks(
    checks text[] DEFAULT NULL,
    OUT priority int, OUT severity text, OUT area text, OUT check_id text, OUT object text, OUT finding text,
    OUT impact_bytes bigint, OUT confidence text, OUT why text, OUT fix_sql text, OUT undo_sql text, OUT fix_lock text,
    OUT evidence jsonb, OUT docs text, OUT finding_key text, OUT root_key text, OUT classid oid, OUT objid oid, OUT objsubid int,
    OUT first_seen timestamptz, OUT last_seen timestamptz)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_run_checks';
COMMENT ON FUNCTION pgops.run_checks(text[]) IS
'The findings of the named checks or areas only; NULL runs all that are not disabled. Columns as in pgops.findings. A name that is neither a check nor an area raises 22023 (invalid_parameter_value).';

CREATE FUNCTION pgops.checks(
    OUT check_id text, OUT area text, OUT title text, OUT default_severity text, OUT cost text, OUT enabled boolean,
    OUT thresholds jsonb, OUT docs text, OUT exceptions jsonb)
RETURNS SETOF record
LANGUAGE c STABLE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_checks';
COMMENT ON FUNCTION pgops.checks() IS 'The rows of the view pgops.checks.';

CREATE FUNCTION pgops.check_status(
    OUT check_id text, OUT area text, OUT status text, OUT findings int, OUT milliseconds double precision, OUT reason text, OUT muted int)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_check_status';
COMMENT ON FUNCTION pgops.check_status() IS 'The rows of the view pgops.check_status.';

CREATE FUNCTION pgops.summary(
    OUT area text, OUT worst_severity text, OUT critical int, OUT high int, OUT medium int, OUT low int, OUT info int,
    OUT checks_passed int, OUT checks_skipped int, OUT checks_failed int, OUT checks_incomplete int, OUT muted int)
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

CREATE FUNCTION pgops.index_usage(
    OUT relation regclass, OUT table_relation regclass, OUT size_bytes bigint, OUT scans bigint, OUT last_scan timestamptz, OUT tuples_read bigint,
    OUT writes_per_scan double precision, OUT statistics_since timestamptz, OUT constraint_backed boolean, OUT verdict text, OUT reason text,
    OUT fix_sql text, OUT undo_sql text)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_index_usage';
COMMENT ON FUNCTION pgops.index_usage() IS 'The rows of the view pgops.index_usage.';

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
       evidence, docs, finding_key, root_key, classid, objid, objsubid, first_seen, last_seen
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
COMMENT ON COLUMN pgops.findings.first_seen IS 'The first snapshot of those kept that saw it; NULL when none did.';
COMMENT ON COLUMN pgops.findings.last_seen IS 'The last snapshot that saw it; NULL when none did.';

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

CREATE VIEW pgops.index_usage AS SELECT * FROM pgops.index_usage();
COMMENT ON VIEW pgops.index_usage IS 'Every index: how it is used, what it costs, whether it can go. All fix_sql of verdicts duplicate, redundant and unused may be run together. Reads no pages of relations; writes nothing and waits for no lock.';
COMMENT ON COLUMN pgops.index_usage.relation IS 'The index.';
COMMENT ON COLUMN pgops.index_usage.table_relation IS 'Its table.';
COMMENT ON COLUMN pgops.index_usage.size_bytes IS 'Main fork now, bytes; of a partitioned table''s index that of all its parts.';
COMMENT ON COLUMN pgops.index_usage.scans IS 'Index scans since statistics_since, as in pg_stat_user_indexes.idx_scan.';
COMMENT ON COLUMN pgops.index_usage.last_scan IS 'The last one (PostgreSQL 16 and later); NULL where that is not known.';
COMMENT ON COLUMN pgops.index_usage.tuples_read IS 'Index entries that the scans returned, as in pg_stat_user_indexes.idx_tup_read.';
COMMENT ON COLUMN pgops.index_usage.writes_per_scan IS 'Entries written (rows inserted, and updated other than HOT) for each scan; NULL without scans or without counters of the table.';
COMMENT ON COLUMN pgops.index_usage.statistics_since IS 'How far back the counters reach for it: the latest of their reset, the last crash recovery, and when its file was made. NULL: not known, and never taken for long ago.';
COMMENT ON COLUMN pgops.index_usage.constraint_backed IS 'Whether it enforces a primary key, unique or exclusion constraint.';
COMMENT ON COLUMN pgops.index_usage.verdict IS 'used, unused, rarely_used, duplicate, redundant, invalid, unknown.';
COMMENT ON COLUMN pgops.index_usage.reason IS 'What the verdict rests on.';
COMMENT ON COLUMN pgops.index_usage.fix_sql IS 'The command that drops it, or builds an invalid one again; NULL where nothing is to be done or a person must decide.';
COMMENT ON COLUMN pgops.index_usage.undo_sql IS 'The command that takes fix_sql back.';

CREATE VIEW pgops.checks AS SELECT * FROM pgops.checks();
COMMENT ON VIEW pgops.checks IS 'Every check that this version has.';
COMMENT ON COLUMN pgops.checks.check_id IS 'Stable name, as in findings.';
COMMENT ON COLUMN pgops.checks.area IS 'The area that it belongs to.';
COMMENT ON COLUMN pgops.checks.title IS 'What it looks for.';
COMMENT ON COLUMN pgops.checks.default_severity IS 'The severity of its findings where size or use does not say otherwise.';
COMMENT ON COLUMN pgops.checks.cost IS 'What it reads: catalog, statistics (pg_statistic too), or pages of relations.';
COMMENT ON COLUMN pgops.checks.enabled IS 'Whether pgops.findings runs it; see pgops.disabled_checks.';
COMMENT ON COLUMN pgops.checks.thresholds IS 'The settings that it goes by and their values now: those of pgops.set_threshold() for the check, its area or all, else the session''s.';
COMMENT ON COLUMN pgops.checks.docs IS 'Its page.';
COMMENT ON COLUMN pgops.checks.exceptions IS 'Thresholds with another value for some objects; NULL where there are none. See pgops.set_threshold().';

CREATE VIEW pgops.check_status AS SELECT * FROM pgops.check_status();
COMMENT ON VIEW pgops.check_status IS 'How each check fared in a fresh run.';
COMMENT ON COLUMN pgops.check_status.check_id IS 'The check.';
COMMENT ON COLUMN pgops.check_status.area IS 'Its area.';
COMMENT ON COLUMN pgops.check_status.status IS 'ok (ran, found nothing), found, skipped or failed.';
COMMENT ON COLUMN pgops.check_status.findings IS 'Number of findings.';
COMMENT ON COLUMN pgops.check_status.milliseconds IS 'Time that the check took, without the reading of the catalogs that all checks share.';
COMMENT ON COLUMN pgops.check_status.reason IS 'Why it was skipped or failed, or what it left out; NULL when nothing is missing.';
COMMENT ON COLUMN pgops.check_status.muted IS 'Number of findings that are muted; they do not count elsewhere here.';

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
COMMENT ON COLUMN pgops.summary.muted IS 'Findings that are muted; they do not count elsewhere here.';

-- What people write down about findings. Dumps carry it to the next server.
CREATE TABLE pgops.mutes (
    check_id text NOT NULL,
    object_pattern text NOT NULL,
    reason text NOT NULL,
    author text NOT NULL,
    muted_at timestamptz NOT NULL,
    until timestamptz,
    PRIMARY KEY (check_id, object_pattern));
SELECT pg_catalog.pg_extension_config_dump('pgops.mutes', '');
COMMENT ON TABLE pgops.mutes IS 'Findings that somebody has accepted; written by pgops.mute() and pgops.unmute().';
COMMENT ON COLUMN pgops.mutes.check_id IS 'A check, an area, or * for all.';
COMMENT ON COLUMN pgops.mutes.object_pattern IS 'Fits the object of the findings, or what stands behind the check in their finding_key: * is any text, ? one character, a backslash takes both their meaning.';
COMMENT ON COLUMN pgops.mutes.reason IS 'Why it is accepted.';
COMMENT ON COLUMN pgops.mutes.author IS 'The session''s user who muted it.';
COMMENT ON COLUMN pgops.mutes.muted_at IS 'When.';
COMMENT ON COLUMN pgops.mutes.until IS 'When the findings come back; NULL for never.';

CREATE TABLE pgops.threshold_rules (
    check_id text NOT NULL,
    object_pattern text NOT NULL,
    setting text NOT NULL,
    value text NOT NULL,
    author text NOT NULL,
    set_at timestamptz NOT NULL,
    PRIMARY KEY (check_id, object_pattern, setting));
SELECT pg_catalog.pg_extension_config_dump('pgops.threshold_rules', '');
COMMENT ON TABLE pgops.threshold_rules IS 'Thresholds that are others for one check, schema or table; written by pgops.set_threshold().';
COMMENT ON COLUMN pgops.threshold_rules.check_id IS 'A check, an area, or * for all that go by the setting.';
COMMENT ON COLUMN pgops.threshold_rules.object_pattern IS 'Fits the object of a finding or its table, schema.table; as in pgops.mutes. Of several the longest counts.';
COMMENT ON COLUMN pgops.threshold_rules.setting IS 'The setting, as in pgops.checks.thresholds.';
COMMENT ON COLUMN pgops.threshold_rules.value IS 'Its value there, as SET takes it.';
COMMENT ON COLUMN pgops.threshold_rules.author IS 'The session''s user who set it.';
COMMENT ON COLUMN pgops.threshold_rules.set_at IS 'When.';

CREATE FUNCTION pgops.mute(check_id text, object_pattern text, reason text, until timestamptz DEFAULT NULL)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'pgops_mute';
COMMENT ON FUNCTION pgops.mute(text, text, text, timestamptz) IS
'Accepts findings: they leave pgops.findings and stand in pgops.muted_findings, until the given time or for good. check_id is a check, an area or *; object_pattern as in pgops.mutes. Muting the same again replaces reason and end. Raises 22023 for a check that there is not, an empty pattern or reason, or an end in the past. Needs INSERT and UPDATE on pgops.mutes.';

CREATE FUNCTION pgops.unmute(check_id text, object_pattern text)
RETURNS boolean
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'pgops_unmute';
COMMENT ON FUNCTION pgops.unmute(text, text) IS
'Takes a mute back; both arguments as they stand in pgops.mutes. False when there is none. Needs DELETE on pgops.mutes.';

CREATE FUNCTION pgops.set_threshold(setting text, value text, check_id text DEFAULT '*', object_pattern text DEFAULT '*')
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'pgops_set_threshold';
COMMENT ON FUNCTION pgops.set_threshold(text, text, text, text) IS
'Gives a threshold another value for one check or area (* is all), and for some objects only: public.orders, sales.*. NULL as value takes that back. pgops.checks shows what is in force. Raises 22023 for what is no threshold of these checks, and for a value that SET would refuse. Needs INSERT, UPDATE and DELETE on pgops.threshold_rules.';

CREATE FUNCTION pgops.muted_findings(
    OUT priority int, OUT severity text, OUT area text, OUT check_id text, OUT object text, OUT finding text,
    OUT reason text, OUT author text, OUT until timestamptz, OUT finding_key text)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_muted_findings';
COMMENT ON FUNCTION pgops.muted_findings() IS 'The rows of the view pgops.muted_findings.';

CREATE VIEW pgops.muted_findings AS SELECT * FROM pgops.muted_findings();
COMMENT ON VIEW pgops.muted_findings IS 'The findings of a fresh run that somebody has accepted with pgops.mute().';
COMMENT ON COLUMN pgops.muted_findings.priority IS 'As in pgops.findings.';
COMMENT ON COLUMN pgops.muted_findings.severity IS 'As in pgops.findings.';
COMMENT ON COLUMN pgops.muted_findings.area IS 'As in pgops.findings.';
COMMENT ON COLUMN pgops.muted_findings.check_id IS 'As in pgops.findings.';
COMMENT ON COLUMN pgops.muted_findings.object IS 'As in pgops.findings.';
COMMENT ON COLUMN pgops.muted_findings.finding IS 'As in pgops.findings.';
COMMENT ON COLUMN pgops.muted_findings.reason IS 'Why it was accepted.';
COMMENT ON COLUMN pgops.muted_findings.author IS 'Who accepted it.';
COMMENT ON COLUMN pgops.muted_findings.until IS 'When it comes back; NULL for never.';
COMMENT ON COLUMN pgops.muted_findings.finding_key IS 'As in pgops.findings; pgops.explain() tells everything about it.';

-- History: what a snapshot found, and of each thing only when it changed. No foreign keys: a check for each row would cost more than
-- the row, and only take_snapshot() and purge() write here. The time of a snapshot is its name, so that all goes through a dump.
CREATE TABLE pgops.snapshots (
    taken_at timestamptz PRIMARY KEY,
    note text,
    author text NOT NULL,
    milliseconds double precision NOT NULL,
    critical int NOT NULL,
    high int NOT NULL,
    medium int NOT NULL,
    low int NOT NULL,
    info int NOT NULL,
    muted int NOT NULL,
    checks_failed int NOT NULL,
    checks_incomplete int NOT NULL,
    tables int NOT NULL,
    indexes int NOT NULL,
    relation_bytes bigint NOT NULL,
    bloat_bytes bigint NOT NULL,
    next_xid bigint NOT NULL,
    xid_age bigint NOT NULL,
    multixact_age bigint NOT NULL,
    horizon_age bigint NOT NULL,
    statistics_since timestamptz);
SELECT pg_catalog.pg_extension_config_dump('pgops.snapshots', '');
COMMENT ON TABLE pgops.snapshots IS 'One row per snapshot; written by pgops.take_snapshot() and pgops.purge().';
COMMENT ON COLUMN pgops.snapshots.taken_at IS 'When; its name everywhere else.';
COMMENT ON COLUMN pgops.snapshots.note IS 'What the caller had to say about it.';
COMMENT ON COLUMN pgops.snapshots.author IS 'The session''s user who took it.';
COMMENT ON COLUMN pgops.snapshots.milliseconds IS 'Time that the run of the checks took, without the writing.';
COMMENT ON COLUMN pgops.snapshots.critical IS 'Findings of this severity that were not muted.';
COMMENT ON COLUMN pgops.snapshots.high IS 'The same.';
COMMENT ON COLUMN pgops.snapshots.medium IS 'The same.';
COMMENT ON COLUMN pgops.snapshots.low IS 'The same.';
COMMENT ON COLUMN pgops.snapshots.info IS 'The same.';
COMMENT ON COLUMN pgops.snapshots.muted IS 'Findings that were muted.';
COMMENT ON COLUMN pgops.snapshots.checks_failed IS 'Checks that failed.';
COMMENT ON COLUMN pgops.snapshots.checks_incomplete IS 'Checks that left something out.';
COMMENT ON COLUMN pgops.snapshots.tables IS 'Tables and materialized views.';
COMMENT ON COLUMN pgops.snapshots.indexes IS 'Their indexes.';
COMMENT ON COLUMN pgops.snapshots.relation_bytes IS 'Main forks of both together.';
COMMENT ON COLUMN pgops.snapshots.bloat_bytes IS 'Their estimated bloat.';
COMMENT ON COLUMN pgops.snapshots.next_xid IS 'The next transaction id, with its epoch.';
COMMENT ON COLUMN pgops.snapshots.xid_age IS 'Transactions since the oldest id of this database that is not frozen.';
COMMENT ON COLUMN pgops.snapshots.multixact_age IS 'The same of multixacts.';
COMMENT ON COLUMN pgops.snapshots.horizon_age IS 'Transactions since the oldest that a session, prepared transaction or slot keeps from VACUUM.';
COMMENT ON COLUMN pgops.snapshots.statistics_since IS 'When the counters began; NULL for unknown.';

CREATE TABLE pgops.finding_history (
    finding_key text NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz,
    last_seen timestamptz,
    severity text NOT NULL,
    object text NOT NULL,
    finding text NOT NULL,
    impact_bytes bigint,
    muted boolean NOT NULL,
    PRIMARY KEY (finding_key, since));
SELECT pg_catalog.pg_extension_config_dump('pgops.finding_history', '');
COMMENT ON TABLE pgops.finding_history IS 'Findings as snapshots saw them: a row for each form that a finding had. A new form begins when severity or mute changes, or the bytes by more than a tenth.';
COMMENT ON COLUMN pgops.finding_history.finding_key IS 'As in pgops.findings.';
COMMENT ON COLUMN pgops.finding_history.since IS 'The first snapshot that saw this form.';
COMMENT ON COLUMN pgops.finding_history.until IS 'The first snapshot that saw it no more; NULL while it is so.';
COMMENT ON COLUMN pgops.finding_history.last_seen IS 'The last snapshot that saw it; NULL when it is the last one of all. Without an end: nobody knows whether it is resolved, because the check failed or left something out.';
COMMENT ON COLUMN pgops.finding_history.severity IS 'Then.';
COMMENT ON COLUMN pgops.finding_history.object IS 'Then.';
COMMENT ON COLUMN pgops.finding_history.finding IS 'The headline of the first snapshot that saw this form.';
COMMENT ON COLUMN pgops.finding_history.impact_bytes IS 'The bytes of the first snapshot that saw this form.';
COMMENT ON COLUMN pgops.finding_history.muted IS 'Whether it was muted.';

CREATE TABLE pgops.relations (
    relation_id int PRIMARY KEY,
    kind "char" NOT NULL,
    schema_name text NOT NULL,
    relation_name text NOT NULL,
    table_name text,
    since timestamptz NOT NULL,
    gone boolean NOT NULL,
    size_bytes bigint,
    bloat_bytes bigint,
    live_rows bigint,
    dead_rows bigint,
    rows_inserted bigint,
    rows_updated bigint,
    rows_deleted bigint,
    rows_hot_updated bigint,
    scans bigint,
    rows_read bigint,
    rows_fetched bigint)
WITH (fillfactor = 70); -- the figures of what changes are replaced in place
SELECT pg_catalog.pg_extension_config_dump('pgops.relations', '');
COMMENT ON TABLE pgops.relations IS 'Tables, materialized views and indexes that snapshots have seen, with their last figures.';
COMMENT ON COLUMN pgops.relations.relation_id IS 'Its number here.';
COMMENT ON COLUMN pgops.relations.kind IS 'As in pg_class: r, m, i.';
COMMENT ON COLUMN pgops.relations.schema_name IS 'Not quoted.';
COMMENT ON COLUMN pgops.relations.relation_name IS 'Not quoted.';
COMMENT ON COLUMN pgops.relations.table_name IS 'Of an index: its table.';
COMMENT ON COLUMN pgops.relations.since IS 'The first snapshot that saw these figures.';
COMMENT ON COLUMN pgops.relations.gone IS 'True from that snapshot on it was not there any more.';
COMMENT ON COLUMN pgops.relations.size_bytes IS 'Main fork.';
COMMENT ON COLUMN pgops.relations.bloat_bytes IS 'What a rebuild would give back, estimated from statistics without reading a page; NULL where they do not tell.';
COMMENT ON COLUMN pgops.relations.live_rows IS 'Rows, as far as statistics and counters tell.';
COMMENT ON COLUMN pgops.relations.dead_rows IS 'Rows that are dead, by the counters.';
COMMENT ON COLUMN pgops.relations.rows_inserted IS 'Since the counters began, as the following.';
COMMENT ON COLUMN pgops.relations.rows_updated IS 'Rows updated.';
COMMENT ON COLUMN pgops.relations.rows_deleted IS 'Rows deleted.';
COMMENT ON COLUMN pgops.relations.rows_hot_updated IS 'Rows updated without a new index entry.';
COMMENT ON COLUMN pgops.relations.scans IS 'Scans: sequential ones of a table, all of an index.';
COMMENT ON COLUMN pgops.relations.rows_read IS 'Rows that sequential scans read, or entries that index scans read.';
COMMENT ON COLUMN pgops.relations.rows_fetched IS 'Rows that simple index scans fetched.';

CREATE TABLE pgops.relation_history (
    relation_id int NOT NULL,
    since timestamptz NOT NULL,
    size_bytes bigint,
    bloat_bytes bigint,
    live_rows bigint,
    dead_rows bigint,
    rows_inserted bigint,
    rows_updated bigint,
    rows_deleted bigint,
    rows_hot_updated bigint,
    scans bigint,
    rows_read bigint,
    rows_fetched bigint,
    PRIMARY KEY (relation_id, since));
SELECT pg_catalog.pg_extension_config_dump('pgops.relation_history', '');
COMMENT ON TABLE pgops.relation_history IS 'Earlier figures of pgops.relations, each until the next ones; all NULL while the relation was gone.';
COMMENT ON COLUMN pgops.relation_history.relation_id IS 'As in pgops.relations.';
COMMENT ON COLUMN pgops.relation_history.since IS 'The first snapshot that saw these figures.';
COMMENT ON COLUMN pgops.relation_history.size_bytes IS 'Main fork.';
COMMENT ON COLUMN pgops.relation_history.bloat_bytes IS 'What a rebuild would give back, estimated from statistics without reading a page; NULL where they do not tell.';
COMMENT ON COLUMN pgops.relation_history.live_rows IS 'Rows, as far as statistics and counters tell.';
COMMENT ON COLUMN pgops.relation_history.dead_rows IS 'Rows that are dead, by the counters.';
COMMENT ON COLUMN pgops.relation_history.rows_inserted IS 'Since the counters began, as the following.';
COMMENT ON COLUMN pgops.relation_history.rows_updated IS 'Rows updated.';
COMMENT ON COLUMN pgops.relation_history.rows_deleted IS 'Rows deleted.';
COMMENT ON COLUMN pgops.relation_history.rows_hot_updated IS 'Rows updated without a new index entry.';
COMMENT ON COLUMN pgops.relation_history.scans IS 'Scans: sequential ones of a table, all of an index.';
COMMENT ON COLUMN pgops.relation_history.rows_read IS 'Rows that sequential scans read, or entries that index scans read.';
COMMENT ON COLUMN pgops.relation_history.rows_fetched IS 'Rows that simple index scans fetched.';

CREATE FUNCTION pgops.take_snapshot(note text DEFAULT NULL)
RETURNS timestamptz
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'pgops_take_snapshot';
COMMENT ON FUNCTION pgops.take_snapshot(text) IS
'Runs every enabled check and writes down findings, sizes, estimated bloat and counters, as far as they changed since the last snapshot; returns its time. Raises 55P03 while another session takes one or purges, 25006 on a standby. New findings are told on the channel pgops. Needs INSERT and UPDATE on the tables of the history.';

CREATE FUNCTION pgops.changes(
    since timestamptz,
    OUT change text, OUT check_id text, OUT object text, OUT finding text, OUT severity text, OUT severity_before text,
    OUT impact_bytes bigint, OUT impact_bytes_before bigint, OUT changed_at timestamptz, OUT finding_key text)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH base AS (
        SELECT coalesce((SELECT max(s.taken_at) FROM pgops.snapshots s WHERE s.taken_at <= changes.since), (SELECT min(s.taken_at) FROM pgops.snapshots s)) AS taken_at),
    -- What had its form then and has it still says nothing: that is most of it, and is left out.
    moved AS MATERIALIZED (
        SELECT h.finding_key, h.object, h.finding, h.severity, h.impact_bytes, h.since, h.until, h.last_seen, h.muted,
               CASE h.severity WHEN 'critical' THEN 1 WHEN 'high' THEN 2 WHEN 'medium' THEN 3 WHEN 'low' THEN 4 ELSE 5 END AS rank,
               h.since <= (SELECT base.taken_at FROM base) AND NOT h.muted AS was_there
        FROM pgops.finding_history h
        WHERE h.until IS NULL AND (h.last_seen IS NOT NULL OR h.since > (SELECT base.taken_at FROM base))
           OR h.until > (SELECT base.taken_at FROM base) AND h.since <= (SELECT base.taken_at FROM base) AND NOT h.muted),
    -- The kinds of change as their place in the answer: numbers sort faster than names.
    compared AS (
        SELECT CASE WHEN a.finding_key IS NULL THEN 1
                    WHEN b.finding_key IS NULL THEN 5
                    WHEN b.last_seen IS NOT NULL THEN CASE WHEN b.last_seen >= (SELECT base.taken_at FROM base) THEN 3 END
                    WHEN b.rank < a.rank THEN 2
                    WHEN b.rank > a.rank THEN 4
                    WHEN b.impact_bytes > a.impact_bytes THEN 2
                    WHEN b.impact_bytes < a.impact_bytes THEN 4 END AS place,
               coalesce(b.finding_key, a.finding_key) AS finding_key, coalesce(b.object, a.object) AS object, coalesce(b.finding, a.finding) AS finding,
               b.severity, a.severity AS severity_before, b.impact_bytes, a.impact_bytes AS impact_bytes_before,
               CASE WHEN b.finding_key IS NULL THEN a.until WHEN b.last_seen IS NULL THEN b.since ELSE b.last_seen END AS changed_at,
               coalesce(b.rank, a.rank) AS rank
        FROM (SELECT m.* FROM moved m WHERE m.was_there) a FULL JOIN (SELECT m.* FROM moved m WHERE m.until IS NULL) b USING (finding_key)
        WHERE b.muted IS NOT TRUE)
    SELECT CASE c.place WHEN 1 THEN 'new' WHEN 2 THEN 'worse' WHEN 3 THEN 'unknown' WHEN 4 THEN 'better' ELSE 'resolved' END,
           split_part(c.finding_key, ':', 1), c.object, c.finding, c.severity, c.severity_before, c.impact_bytes, c.impact_bytes_before,
           c.changed_at, c.finding_key
    FROM (SELECT k.* FROM compared k WHERE k.place IS NOT NULL ORDER BY 8 * k.place + k.rank, k.finding_key COLLATE "C") c;
END;
COMMENT ON FUNCTION pgops.changes(timestamptz) IS
'What the last snapshot says that the last one before the given time (else the first of all) did not: new, worse, better, resolved, or unknown, when the check of a finding could not tell any more. Bytes count as changed from a tenth on. Muted findings are left out.';

CREATE FUNCTION pgops.relations_at(
    at timestamptz,
    OUT kind "char", OUT schema_name text, OUT relation_name text, OUT table_name text, OUT since timestamptz,
OUT size_bytes bigint, OUT bloat_bytes bigint, OUT live_rows bigint, OUT dead_rows bigint, OUT rows_inserted bigint, OUT rows_updated bigint, OUT rows_deleted bigint, OUT rows_hot_updated bigint, OUT scans bigint, OUT rows_read bigint, OUT rows_fetched bigint)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    SELECT r.kind, r.schema_name, r.relation_name, r.table_name, r.since, r.size_bytes, r.bloat_bytes, r.live_rows, r.dead_rows, r.rows_inserted, r.rows_updated, r.rows_deleted, r.rows_hot_updated, r.scans, r.rows_read, r.rows_fetched
    FROM pgops.relations r WHERE r.since <= relations_at.at AND NOT r.gone
    UNION ALL
    SELECT r.kind, r.schema_name, r.relation_name, r.table_name, h.*
    FROM pgops.relations r
    CROSS JOIN LATERAL (SELECT h.since, h.size_bytes, h.bloat_bytes, h.live_rows, h.dead_rows, h.rows_inserted, h.rows_updated, h.rows_deleted, h.rows_hot_updated, h.scans, h.rows_read, h.rows_fetched
                        FROM pgops.relation_history h WHERE h.relation_id = r.relation_id AND h.since <= relations_at.at
                        ORDER BY h.since DESC LIMIT 1) h
    WHERE r.since > relations_at.at AND num_nonnulls(h.size_bytes, h.bloat_bytes, h.live_rows, h.dead_rows, h.rows_inserted, h.rows_updated, h.rows_deleted, h.rows_hot_updated, h.scans, h.rows_read, h.rows_fetched) > 0;
END;
COMMENT ON FUNCTION pgops.relations_at(timestamptz) IS
'Sizes and counters of tables and indexes as the last snapshot before the given time saw them; columns as in pgops.relations.';

CREATE FUNCTION pgops.purge(keep interval DEFAULT NULL, OUT snapshots bigint, OUT findings bigint, OUT relations bigint)
RETURNS record
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'pgops_purge';
COMMENT ON FUNCTION pgops.purge(interval) IS
'Removes what ended longer ago than keep, of each kind; NULL takes pgops.keep_snapshots, pgops.keep_findings and pgops.keep_relations. What is so now stays, and so does the last snapshot. Returns how many rows of each went. Raises 22023 for a negative interval, 55P03 while a snapshot is taken. Needs DELETE on the tables of the history.';

CREATE FUNCTION pgops.run_document(checks text[] DEFAULT NULL)
RETURNS jsonb
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_run_document';
COMMENT ON FUNCTION pgops.run_document(text[]) IS
'One run as a document: summary (as pgops.summary), findings, muted findings and checks (as pgops.check_status) of the same moment. checks as in pgops.run_checks.';

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
                                        WHERE bloat_bytes > 0 ORDER BY bloat_bytes DESC LIMIT 20) b), '[]'),
               'indexes', coalesce((SELECT jsonb_agg(to_jsonb(u) ORDER BY u.size_bytes DESC NULLS LAST)
                                    FROM (SELECT relation::text, table_relation::text, size_bytes, scans, writes_per_scan, verdict, reason
                                          FROM pgops.index_usage ORDER BY size_bytes DESC NULLS LAST LIMIT 20) u), '[]'),
               'vacuum_blockers', coalesce((SELECT jsonb_agg(to_jsonb(v))
                                            FROM (SELECT blocker_id, kind, severity, age_xids, freed_rows, freed_rows_with_heirs, summary, remedy,
                                                         round(extract(epoch FROM clock_timestamp() - held_since))::bigint AS held_seconds
                                                  FROM pgops.vacuum_blockers LIMIT 50) v), '[]'),
               'wraparound', (SELECT jsonb_agg(jsonb_build_object('database_name', database_name, 'xid_age', xid_age, 'xids_left', xids_left,
                                                                  'multixact_age', multixact_age, 'multixacts_left', multixacts_left) ORDER BY xids_left)
                              FROM pgops.wraparound),
               'snapshots', coalesce((SELECT jsonb_agg(jsonb_build_object(
                                                 'taken_at', to_char(taken_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'), 'note', note,
                                                 'findings', critical + high + medium + low + info, 'critical', critical, 'high', high, 'medium', medium,
                                                 'low', low, 'info', info, 'muted', muted, 'size_bytes', relation_bytes, 'bloat_bytes', bloat_bytes) ORDER BY taken_at)
                                      FROM (SELECT s.*, row_number() OVER (ORDER BY taken_at DESC) - 1 AS place, count(*) OVER () AS total FROM pgops.snapshots s) s
                                      WHERE place % (1 + (total - 1) / 100) = 0), '[]'))
           || pgops.run_document();
END;
COMMENT ON FUNCTION pgops.report_json() IS
'A whole report as one document: who was asked and when, summary, findings, muted findings, checks, the most bloated relations, the largest indexes, who keeps VACUUM from cleaning up, the snapshots. doc/report_json.md describes it; members may be added, none is renamed while format_version stays.';

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

-- Schedule: through pg_cron where it is, by a command or a line of a crontab elsewhere. pg_cron is never required.
CREATE TABLE pgops.jobs (
    job text PRIMARY KEY,
    schedule text NOT NULL,
    author text NOT NULL,
    scheduled_at timestamptz NOT NULL);
SELECT pg_catalog.pg_extension_config_dump('pgops.jobs', '');
COMMENT ON TABLE pgops.jobs IS 'What is to be run again and again, whatever runs it; written by pgops.schedule() and pgops.unschedule().';
COMMENT ON COLUMN pgops.jobs.job IS 'snapshot or purge.';
COMMENT ON COLUMN pgops.jobs.schedule IS 'Minute, hour, day of month, month, day of week.';
COMMENT ON COLUMN pgops.jobs.author IS 'The session''s user who scheduled it.';
COMMENT ON COLUMN pgops.jobs.scheduled_at IS 'When it got this schedule.';

CREATE FUNCTION pgops.due_before(schedule text, before timestamptz DEFAULT now())
RETURNS timestamptz
LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'pgops_due_before';
COMMENT ON FUNCTION pgops.due_before(text, timestamptz) IS
'The last time before the given one at which a schedule of five fields was due, in UTC; NULL when it never is. Raises 22023 for what is no such schedule.';

CREATE FUNCTION pgops.job_command(job text)
RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE job WHEN 'snapshot' THEN 'SELECT pgops.take_snapshot();' WHEN 'purge' THEN 'SELECT pgops.purge();' END;
COMMENT ON FUNCTION pgops.job_command(text) IS 'The statement that a job runs; NULL for what is no job.';

CREATE FUNCTION pgops.schedule(job text, schedule text)
RETURNS text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    command CONSTANT text := pgops.job_command(job);
    name CONSTANT text := format('pgops:%s:%s', current_database(), job);
    cron_database CONSTANT text := current_setting('cron.database_name', true);
    before pgops.jobs;
BEGIN
    IF command IS NULL THEN
        RAISE EXCEPTION 'there is no job "%"', job USING ERRCODE = 'invalid_parameter_value', HINT = 'The jobs are snapshot and purge.';
    END IF;
    IF pgops.due_before(schedule) IS NULL THEN
        RAISE EXCEPTION 'the schedule "%" is never due', schedule USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT * INTO before FROM pgops.jobs j WHERE j.job = schedule.job;
    INSERT INTO pgops.jobs AS j VALUES (job, schedule, session_user, now())
    ON CONFLICT ON CONSTRAINT jobs_pkey DO UPDATE SET schedule = excluded.schedule, author = excluded.author, scheduled_at = excluded.scheduled_at
    WHERE j.schedule <> excluded.schedule;
    IF cron_database IS NULL THEN
        RETURN format(E'noted; pg_cron is not loaded here. The line for the crontab of a user who may connect without a password:\n%s psql -XAtq -d %L -c %L',
                      schedule, current_database(), command);
    ELSIF cron_database <> current_database() THEN
        RETURN format(E'noted; pg_cron works in the database %s. Run this there:\nSELECT cron.schedule_in_database(%L, %L, %L, %L);',
                      quote_ident(cron_database), name, schedule, command, current_database());
    ELSIF NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
        RETURN format(E'noted; pg_cron is loaded but not created here. Run this:\nCREATE EXTENSION pg_cron; SELECT pgops.schedule(%L, %L);', job, schedule);
    END IF;
    BEGIN
        EXECUTE 'SELECT cron.schedule($1, $2, $3)' USING name, schedule, command;
    EXCEPTION WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'pg_cron refuses the job: %', sqlerrm
            USING ERRCODE = 'insufficient_privilege', HINT = format('GRANT USAGE ON SCHEMA cron TO %I;', current_user);
    END;
    RETURN CASE WHEN before.job IS NULL THEN format('scheduled %s at %s', name, schedule)
                WHEN before.schedule <> schedule.schedule THEN format('changed %s from %s to %s', name, before.schedule, schedule)
                ELSE format('%s stays at %s', name, schedule) END;
END
$function$;
COMMENT ON FUNCTION pgops.schedule(text, text) IS
'Has a job (snapshot, purge) run by a schedule of five fields: through pg_cron as pgops:<database>:<job>, else it returns the command to run where pg_cron lives, or the line for a crontab. Running it again changes the schedule, or nothing. Returns what it did. Raises 22023 for another job or no schedule, 42501 where pg_cron does not let the caller. Needs INSERT and UPDATE on pgops.jobs and USAGE on the schema cron.';

CREATE FUNCTION pgops.unschedule(job text)
RETURNS text
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    name CONSTANT text := format('pgops:%s:%s', current_database(), job);
    cron_database CONSTANT text := current_setting('cron.database_name', true);
    removed bigint := 0;
BEGIN
    DELETE FROM pgops.jobs j WHERE j.job = unschedule.job;
    IF NOT FOUND THEN
        RETURN format('%s was not scheduled', job);
    ELSIF cron_database IS NULL THEN
        RETURN 'forgotten; take its line out of the crontab';
    ELSIF cron_database <> current_database() THEN
        RETURN format(E'forgotten; run this in the database %s:\nSELECT cron.unschedule(%L);', quote_ident(cron_database), name);
    ELSIF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
        EXECUTE 'SELECT count(cron.unschedule(jobid)) FROM cron.job WHERE jobname = $1 AND username = current_user' INTO removed USING name;
    END IF;
    RETURN CASE WHEN removed > 0 THEN format('unscheduled %s', name) ELSE format('forgotten; pg_cron has no job %s of %s', name, current_user) END;
END
$function$;
COMMENT ON FUNCTION pgops.unschedule(text) IS
'Takes back what pgops.schedule() did, as far as it can be done from here; returns what it did. Needs DELETE on pgops.jobs and USAGE on the schema cron.';

CREATE FUNCTION pgops.schedule_check(
    OUT job text, OUT schedule text, OUT runs_in text, OUT last_run timestamptz, OUT status text, OUT message text, OUT problem text, OUT remedy text)
RETURNS SETOF record
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    cron_database CONSTANT text := current_setting('cron.database_name', true);
    planned pgops.jobs;
    cron_id bigint;
    active boolean;
    run_by text;
    name text;
    last_snapshot timestamptz;
BEGIN
    FOR planned IN SELECT * FROM pgops.jobs ORDER BY jobs.job LOOP
        job := planned.job;
        schedule := planned.schedule;
        name := format('pgops:%s:%s', current_database(), job);
        cron_id := NULL; last_run := NULL; status := NULL; message := NULL; problem := NULL; remedy := NULL;
        SELECT CASE WHEN planned.job = 'snapshot' THEN max(taken_at) END INTO last_snapshot FROM pgops.snapshots;
        runs_in := CASE WHEN cron_database IS NULL THEN 'a crontab' ELSE format('pg_cron in %s', quote_ident(cron_database)) END;
        IF cron_database = current_database() AND EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_cron') THEN
            BEGIN
                EXECUTE 'SELECT jobid, active, username FROM cron.job WHERE jobname = $1 ORDER BY username <> current_user LIMIT 1' INTO cron_id, active, run_by USING name;
                EXECUTE 'SELECT coalesce(start_time, now()), status, return_message FROM cron.job_run_details WHERE jobid = $1 ORDER BY runid DESC LIMIT 1'
                    INTO last_run, status, message USING cron_id;
                IF cron_id IS NULL THEN
                    problem := 'pg_cron has no such job, or it belongs to somebody else';
                    remedy := format('SELECT pgops.schedule(%L, %L);', job, schedule);
                ELSIF NOT active THEN
                    problem := 'the job is switched off in pg_cron';
                    remedy := format('SELECT cron.alter_job(%s, active := true);', cron_id);
                ELSIF NOT EXISTS (SELECT FROM pg_stat_activity WHERE backend_type = 'pg_cron launcher') THEN
                    problem := 'the launcher of pg_cron does not run';
                    remedy := 'It starts with the server; the server''s log says why it ended.';
                ELSIF status = 'failed' AND message LIKE 'connection failed%' THEN
                    problem := format('pg_cron could not connect as %s: it connects like any client and has no password, and pg_hba.conf asks for one (scram-sha-256, md5) or has no line for it',
                                      quote_ident(run_by));
                    remedy := 'ALTER SYSTEM SET cron.use_background_workers = on; and a restart: no connection is needed then. Or a .pgpass of the server''s user, or a line in pg_hba.conf that lets it in.';
                ELSIF status = 'failed' AND message LIKE '%permission denied%' THEN
                    problem := format('%s lacks a right: %s', quote_ident(run_by), split_part(message, E'\n', 1));
                    remedy := 'doc/operation.md has the grants for a role that only runs the schedule.';
                ELSIF status = 'failed' AND message LIKE '%another session is taking%' THEN
                    problem := 'it met another snapshot that was still being taken';
                    remedy := 'Make the period longer than a run: SELECT max(milliseconds) FROM pgops.snapshots; tells how long those take.';
                ELSIF status = 'failed' AND (message LIKE '%job startup timeout%' OR message LIKE 'could not start background%') THEN
                    problem := 'there was no free background worker';
                    remedy := 'Raise max_worker_processes, which takes a restart.';
                ELSIF status = 'failed' THEN
                    problem := format('the last run failed: %s', split_part(message, E'\n', 1));
                END IF;
            EXCEPTION WHEN insufficient_privilege THEN
                problem := format('pg_cron''s tables cannot be read: %s', sqlerrm);
                remedy := format('GRANT USAGE ON SCHEMA cron TO %I; GRANT SELECT ON cron.job, cron.job_run_details TO %I;', current_user, current_user);
            END;
        ELSIF cron_database IS NOT NULL THEN
            remedy := format('SELECT * FROM cron.job_run_details JOIN cron.job USING (jobid) WHERE jobname = %L ORDER BY runid DESC LIMIT 1; in the database %s tells about the last run.',
                             name, quote_ident(cron_database));
        END IF;
        IF problem IS NULL AND job = 'snapshot' THEN
            IF planned.scheduled_at < pgops.due_before(schedule, pgops.due_before(schedule))
               AND coalesce(last_snapshot, '-infinity') < pgops.due_before(schedule, pgops.due_before(schedule)) THEN
                problem := CASE WHEN last_snapshot IS NULL THEN 'no snapshot was ever taken' ELSE format('the last snapshot is of %s', last_snapshot) END;
                remedy := coalesce(remedy, 'The cron service''s log tells whether the line was run, and what it said.');
            END IF;
        END IF;
        last_run := coalesce(last_run, last_snapshot);
        RETURN NEXT;
    END LOOP;
END
$function$;
COMMENT ON FUNCTION pgops.schedule_check() IS 'The rows of the view pgops.schedule_check.';

CREATE VIEW pgops.schedule_check AS SELECT * FROM pgops.schedule_check();
COMMENT ON VIEW pgops.schedule_check IS 'How each job of pgops.schedule() fares: its last run, and what is wrong and what to do where it does not work.';
COMMENT ON COLUMN pgops.schedule_check.job IS 'snapshot or purge.';
COMMENT ON COLUMN pgops.schedule_check.schedule IS 'Its five fields.';
COMMENT ON COLUMN pgops.schedule_check.runs_in IS 'What runs it: pg_cron in a database, or a crontab.';
COMMENT ON COLUMN pgops.schedule_check.last_run IS 'When pg_cron ran it last; where that cannot be seen, the last snapshot.';
COMMENT ON COLUMN pgops.schedule_check.status IS 'What pg_cron says of that run: succeeded, failed, running ...';
COMMENT ON COLUMN pgops.schedule_check.message IS 'What the run returned, or its error.';
COMMENT ON COLUMN pgops.schedule_check.problem IS 'What is wrong; NULL when nothing is, as far as can be told.';
COMMENT ON COLUMN pgops.schedule_check.remedy IS 'What to do about it, or where to look.';

CREATE FUNCTION pgops.progress(
    OUT pid int, OUT database_name text, OUT user_name text, OUT check_id text, OUT checks_done int, OUT checks_total int, OUT relation regclass,
    OUT pages_done bigint, OUT pages_total bigint, OUT percent double precision, OUT since timestamptz)
RETURNS SETOF record
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'pgops_progress';
COMMENT ON FUNCTION pgops.progress() IS 'The rows of the view pgops.progress.';

CREATE VIEW pgops.progress AS SELECT * FROM pgops.progress();
COMMENT ON VIEW pgops.progress IS 'How far the runs of other sessions are, like pg_stat_progress_vacuum. A run inside COPY (...) TO is not seen.';
COMMENT ON COLUMN pgops.progress.pid IS 'The session.';
COMMENT ON COLUMN pgops.progress.database_name IS 'Its database.';
COMMENT ON COLUMN pgops.progress.user_name IS 'Its role.';
COMMENT ON COLUMN pgops.progress.check_id IS 'The check that runs now.';
COMMENT ON COLUMN pgops.progress.checks_done IS 'Checks that are done or were passed over.';
COMMENT ON COLUMN pgops.progress.checks_total IS 'All checks.';
COMMENT ON COLUMN pgops.progress.relation IS 'The relation whose pages are read now; NULL without one, and for other databases.';
COMMENT ON COLUMN pgops.progress.pages_done IS 'Pages of it that were read.';
COMMENT ON COLUMN pgops.progress.pages_total IS 'The most that will be read.';
COMMENT ON COLUMN pgops.progress.percent IS 'Share of the checks that are done.';
COMMENT ON COLUMN pgops.progress.since IS 'When its statement began.';

-- Metrics: what the last snapshot wrote down. Reading them runs no check, so that a scrape costs nothing.
CREATE VIEW pgops.metrics (name, labels, value, help) AS
WITH last AS (SELECT s.* FROM pgops.snapshots s ORDER BY s.taken_at DESC LIMIT 1),
     before AS (SELECT s.* FROM pgops.snapshots s, last WHERE s.taken_at <= last.taken_at - interval '10 minutes' ORDER BY s.taken_at DESC LIMIT 1),
     areas AS (
         SELECT c.area, s.severity, count(h.finding_key) AS findings
         FROM pgops.checks c CROSS JOIN unnest(ARRAY['critical', 'high', 'medium', 'low', 'info']) s (severity)
         LEFT JOIN pgops.finding_history h ON split_part(h.finding_key, ':', 1) = c.check_id AND h.severity = s.severity AND h.until IS NULL AND h.last_seen IS NULL AND NOT h.muted
         WHERE EXISTS (SELECT FROM last)
         GROUP BY c.area, s.severity)
SELECT 'pgops_last_snapshot_timestamp_seconds' AS name, '{}'::jsonb AS labels, extract(epoch FROM taken_at)::double precision AS value,
       'When the last snapshot was taken, seconds since 1970.' AS help FROM last
UNION ALL SELECT 'pgops_last_snapshot_seconds', '{}', milliseconds / 1000, 'Time that the checks of the last snapshot took.' FROM last
UNION ALL SELECT 'pgops_findings', jsonb_build_object('area', area, 'severity', severity), findings, 'Findings that the last snapshot saw and that are not muted.' FROM areas
UNION ALL SELECT 'pgops_findings_muted', '{}', muted, 'Findings that are muted.' FROM last
UNION ALL SELECT 'pgops_checks_failed', '{}', checks_failed, 'Checks that failed.' FROM last
UNION ALL SELECT 'pgops_checks_incomplete', '{}', checks_incomplete, 'Checks that left something out.' FROM last
UNION ALL SELECT 'pgops_relation_bytes', '{}', relation_bytes, 'Main forks of tables and indexes.' FROM last
UNION ALL SELECT 'pgops_bloat_bytes', '{}', bloat_bytes, 'Estimated bloat of tables and indexes.' FROM last
UNION ALL SELECT 'pgops_xid_age', '{}', xid_age, 'Transactions since the oldest id that is not frozen.' FROM last
UNION ALL SELECT 'pgops_multixact_age', '{}', multixact_age, 'Multixacts since the oldest that is not frozen.' FROM last
UNION ALL SELECT 'pgops_horizon_age', '{}', horizon_age, 'Transactions since the oldest that is kept from VACUUM.' FROM last
UNION ALL SELECT 'pgops_xids_per_second', '{}', (last.next_xid - before.next_xid) / extract(epoch FROM last.taken_at - before.taken_at)::double precision,
       'Transaction ids used, between the last snapshot and one at least ten minutes before.' FROM last, before;
COMMENT ON VIEW pgops.metrics IS 'Numbers for a monitoring system, of the last snapshot; reading them runs no check. Empty without a snapshot.';
COMMENT ON COLUMN pgops.metrics.name IS 'Name of the metric; the unit is its last word.';
COMMENT ON COLUMN pgops.metrics.labels IS 'Labels: area and severity of pgops_findings, none elsewhere.';
COMMENT ON COLUMN pgops.metrics.value IS 'Its value.';
COMMENT ON COLUMN pgops.metrics.help IS 'What it says.';

CREATE FUNCTION pgops.forecasts(over interval DEFAULT '7 days',
    OUT subject text, OUT object text, OUT value bigint, OUT per_day double precision, OUT limit_value bigint, OUT reached_at timestamptz, OUT measured_over interval)
RETURNS SETOF record
LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
    WITH last AS (SELECT s.* FROM pgops.snapshots s ORDER BY s.taken_at DESC LIMIT 1),
         base AS (SELECT s.* FROM pgops.snapshots s, last WHERE s.taken_at >= last.taken_at - forecasts.over AND s.taken_at < last.taken_at ORDER BY s.taken_at LIMIT 1),
         span AS (SELECT last.taken_at, last.taken_at - base.taken_at AS measured_over, extract(epoch FROM last.taken_at - base.taken_at)::double precision / 86400 AS days,
                         base.taken_at AS base_at FROM last, base),
         counted AS (
             SELECT 'transaction ids' AS subject, quote_ident(current_database()) AS object, last.xid_age AS value,
                    (last.next_xid - base.next_xid) / span.days AS per_day, 2144483647 AS limit_value FROM last, base, span
             UNION ALL
             SELECT 'size', quote_ident(current_database()), last.relation_bytes, (last.relation_bytes - base.relation_bytes) / span.days, NULL FROM last, base, span
             UNION ALL
             (SELECT 'size', format('%I.%I', b.schema_name, b.relation_name), b.size_bytes, (b.size_bytes - coalesce(a.size_bytes, 0)) / span.days, NULL
              FROM span, pgops.relations_at(span.taken_at) b
              LEFT JOIN pgops.relations_at((SELECT base_at FROM span)) a ON a.schema_name = b.schema_name AND a.relation_name = b.relation_name AND a.kind = b.kind
              WHERE b.size_bytes > coalesce(a.size_bytes, 0)
              ORDER BY b.size_bytes - coalesce(a.size_bytes, 0) DESC LIMIT 20))
    SELECT c.subject, c.object, c.value, c.per_day, c.limit_value,
           CASE WHEN c.limit_value IS NOT NULL AND c.per_day > 0 AND (c.limit_value - c.value) / c.per_day < 36500
                THEN span.taken_at + make_interval(secs => (c.limit_value - c.value) / c.per_day * 86400) END,
           span.measured_over
    FROM counted c, span
    ORDER BY c.limit_value NULLS LAST, c.per_day DESC;
END;
COMMENT ON FUNCTION pgops.forecasts(interval) IS
'Rates between the last snapshot and the first one within the given time before it: transaction ids (and when the server would refuse to write if nothing were frozen; PostgreSQL keeps 3,000,000 of 2^31 ids back), growth of the database and of the 20 relations that grew most. Empty with fewer than two snapshots.';

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA pgops FROM PUBLIC;
GRANT USAGE ON SCHEMA pgops TO pg_monitor;
GRANT SELECT ON ALL TABLES IN SCHEMA pgops TO pg_monitor;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgops TO pg_monitor;
-- What writes is not for those who only read; doc/operation.md has the grants for a role that runs the schedule.
REVOKE ALL ON FUNCTION pgops.schedule(text, text), pgops.unschedule(text), pgops.take_snapshot(text), pgops.purge(interval), pgops.mute(text, text, text, timestamptz), pgops.unmute(text, text), pgops.set_threshold(text, text, text, text) FROM pg_monitor;
