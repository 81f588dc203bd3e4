-- The names, columns and types that users rely on, and who may use them.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
RESET client_min_messages;
CREATE SCHEMA surface;

-- Views: renames are not allowed, further columns may only come at the end.
SELECT c.relname AS view, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'pgops'::regnamespace AND c.relkind = 'v' AND a.attnum > 0
  AND c.relname IN ('findings', 'advice', 'checks', 'check_status', 'summary', 'table_bloat', 'index_bloat')
ORDER BY c.relname, a.attnum;

-- Functions, with their defaults.
SELECT p.oid::regprocedure AS function, p.pronargdefaults AS defaults, p.prorettype::regtype AS returns, p.proretset AS set,
       p.provolatile AS volatility, p.proisstrict AS strict, p.prosecdef AS security_definer
FROM pg_proc p
WHERE p.pronamespace = 'pgops'::regnamespace AND p.proname IN ('run_checks', 'explain', 'relation_bloat')
ORDER BY p.proname;

-- run_checks has the columns of the view findings, in the same order and of the same types.
SELECT count(*) AS columns, count(*) FILTER (WHERE p.name IS NOT DISTINCT FROM a.attname AND p.type = a.atttypid) AS same
FROM pg_attribute a
LEFT JOIN (SELECT ordinality - array_length(proargmodes, 1) + (SELECT count(*) FROM unnest(proargmodes) mode WHERE mode = 'o') AS number, name, type
           FROM pg_proc, unnest(proargnames, proallargtypes) WITH ORDINALITY AS argument (name, type, ordinality)
           WHERE oid = 'pgops.run_checks(text[])'::regprocedure) p ON p.number = a.attnum
WHERE a.attrelid = 'pgops.findings'::regclass AND a.attnum > 0;

-- Dumps carry all of its tables.
SELECT relname AS not_in_dumps FROM pg_class, pg_extension WHERE extname = 'pgops_ext' AND relnamespace = 'pgops'::regnamespace AND relkind = 'r' AND NOT pg_class.oid = ANY (extconfig);

-- Everything has a comment that tells what it is.
SELECT pg_describe_object(classid, objid, objsubid) AS without_comment
FROM (SELECT 'pg_namespace'::regclass AS classid, 'pgops'::regnamespace::oid AS objid, 0 AS objsubid
      UNION ALL SELECT 'pg_class'::regclass, oid, 0 FROM pg_class WHERE relnamespace = 'pgops'::regnamespace AND relkind IN ('r', 'v')
      UNION ALL SELECT 'pg_class'::regclass, attrelid, attnum FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
                WHERE relnamespace = 'pgops'::regnamespace AND relkind IN ('r', 'v') AND attnum > 0
      UNION ALL SELECT 'pg_proc'::regclass, oid, 0 FROM pg_proc WHERE pronamespace = 'pgops'::regnamespace) objects
WHERE NOT EXISTS (SELECT FROM pg_description d WHERE d.objoid = objid AND d.classoid = classid AND d.objsubid = objects.objsubid);

-- The checks: ids, areas, severities and costs are from closed lists; thresholds are settings that exist, each with its value.
SELECT check_id FROM pgops.checks
WHERE check_id !~ '^[a-z][a-z0-9_]*$' OR NOT enabled OR title = '' OR docs NOT LIKE '%' || check_id || '%'
   OR area NOT IN ('bloat', 'index', 'schema', 'vacuum', 'activity', 'configuration', 'security', 'resilience', 'query')
   OR default_severity NOT IN ('critical', 'high', 'medium', 'low', 'info')
   OR cost NOT IN ('catalog', 'statistics', 'pages') OR jsonb_typeof(thresholds) <> 'object';
SELECT count(*) = count(DISTINCT check_id) AS ids_are_unique, count(*) >= 25 AS there_are_many FROM pgops.checks;
SELECT check_id, key, value FROM pgops.checks, jsonb_each_text(thresholds) WHERE value IS DISTINCT FROM current_setting(key);
SELECT thresholds FROM pgops.checks WHERE check_id = 'table_bloat';
SELECT name, setting, unit, vartype, context FROM pg_settings WHERE name LIKE 'pgops.%' AND name NOT LIKE 'pgops.%words' ORDER BY name COLLATE "C";

-- Settings refuse what makes no sense, and the prefix is kept from misspelt names.
SET pgops.bloat_percent = 101;
-- From 17 on the text has the units.
\set VERBOSITY sqlstate
SET pgops.time_budget = '-1s';
\set VERBOSITY default
SET pgops.min_relation_size = 'much';
SET pgops.bloat_percnt = 50;

-- A table for every kind of run below; the name has 63 bytes in 21 wide characters.
CREATE TABLE surface."長い名前長い名前長い名前長い名前長い名前長" (a money);
SELECT octet_length(relname), char_length(relname) FROM pg_class WHERE relnamespace = 'surface'::regnamespace;

-- advice: one row per finding, at most 132 columns wide in psql; wide characters take two.
SELECT severity, check_id, object, finding FROM pgops.advice WHERE object LIKE 'surface.%' ORDER BY check_id;
CREATE FUNCTION surface.width(line text) RETURNS int LANGUAGE sql IMMUTABLE
RETURN (SELECT coalesce(sum(CASE WHEN c <> '…' AND ascii(c) BETWEEN 4352 AND 55203 THEN 2 ELSE 1 END), 0) FROM regexp_split_to_table(line, '') c);
SELECT greatest(max(surface.width(priority::text)), 8) + greatest(max(surface.width(severity)), 8) + greatest(max(surface.width(check_id)), 8)
       + max(surface.width(object)) + max(surface.width(finding)) + 5 * 2 + 4 <= 132 AS fits, max(surface.width(object)) <= 30 AS object_fits
FROM pgops.advice;
-- Whatever the longest check is called, and at the widest of every other column.
SELECT max(length(check_id)) + 8 + 8 + 30 + 44 + 5 * 2 + 4 <= 132 AS fits FROM pgops.checks;
SELECT max(char_length(finding)) <= 44 AS headline_fits FROM pgops.findings;
SELECT (SELECT count(*) FROM pgops.advice) = (SELECT count(*) FROM pgops.findings) AS same_rows;

-- shortened keeps both ends, and never splits a character.
SELECT width, shortened, surface.width(shortened) <= width AS fits
FROM unnest(ARRAY[4, 5, 12, 30]) width, pgops.shortened('surface."長い名前長い名前長い名前長い名前長い名前長"', width) shortened;
SELECT pgops.shortened(E'two\nlines\tand\x7f', 30), pgops.shortened('', 4), pgops.shortened(NULL, 4);
SELECT pgops.shortened('anything', 3);

-- Bands of priority; order; keys that are unique and lead back to their finding.
SELECT check_id FROM pgops.findings
WHERE NOT CASE severity WHEN 'critical' THEN priority BETWEEN 1 AND 9 WHEN 'high' THEN priority BETWEEN 10 AND 19
                        WHEN 'medium' THEN priority BETWEEN 20 AND 49 WHEN 'low' THEN priority BETWEEN 50 AND 99
                        ELSE priority BETWEEN 100 AND 200 END;
SELECT bool_and(priority >= before) AS most_urgent_first FROM (SELECT priority, lag(priority, 1, 0) OVER () AS before FROM pgops.findings) f;
SELECT count(*) = count(DISTINCT finding_key) AS keys_are_unique, bool_and(starts_with(finding_key, check_id || ':')) AS keys_begin_with_the_check,
       bool_and(finding <> '' AND why <> '' AND docs <> '') AS all_say_something,
       bool_and((fix_sql IS NULL) = (fix_lock IS NULL)) AS locks_go_with_fixes, bool_and(undo_sql IS NULL OR fix_sql IS NOT NULL) AS undo_goes_with_fixes
FROM pgops.findings;
SELECT pg_describe_object(classid, objid, objsubid) AS described, evidence - 'total_bytes' AS evidence, finding_key
FROM pgops.findings WHERE object LIKE 'surface.%' ORDER BY check_id;
SELECT count(*) FILTER (WHERE pgops.explain(finding_key) LIKE '%' || finding || '%') = count(*) AS all_explained FROM pgops.findings WHERE object LIKE 'surface.%';
\pset format unaligned
\pset tuples_only on
SELECT pgops.explain(finding_key) FROM pgops.findings WHERE check_id = 'money' AND object LIKE 'surface.%';
SELECT pgops.explain('money:surface.no_such_table.a');
\pset format aligned
\pset tuples_only off

-- run_checks: by check, by area, by several; what was not asked for does not run.
SELECT DISTINCT check_id FROM pgops.run_checks(ARRAY['money']);
SELECT DISTINCT area FROM pgops.run_checks(ARRAY['schema']);
SELECT DISTINCT check_id FROM pgops.run_checks(ARRAY['no_pk', 'money']) WHERE object LIKE 'surface.%' ORDER BY 1;
SELECT (SELECT count(*) FROM pgops.run_checks()) = (SELECT count(*) FROM pgops.run_checks(NULL)) AS null_is_all;
SELECT * FROM pgops.run_checks(ARRAY['nonsense']);
SELECT * FROM pgops.run_checks(ARRAY['money', NULL]);
SELECT * FROM pgops.run_checks('{}');
SELECT * FROM pgops.run_checks(ARRAY['Money']);
SELECT pgops.explain('nope');
SELECT pgops.explain('money');
SELECT pgops.explain('money:');
SELECT pgops.explain('index');
SELECT pgops.explain('nope:public.t');
SELECT pgops.explain(' money:public.t.c');
SELECT pgops.explain(':');
SELECT pgops.explain(NULL) IS NULL AS nothing_asked;
SELECT pgops.explain('');

-- Disabled checks are left out and say so; who names one gets it.
SET pgops.disabled_checks = 'no_pk, activity';
SELECT check_id, area, enabled FROM pgops.checks WHERE NOT enabled ORDER BY check_id;
SELECT check_id, status, findings, reason FROM pgops.check_status WHERE status = 'skipped' AND reason LIKE 'disabled%' ORDER BY check_id;
SELECT DISTINCT check_id FROM pgops.findings WHERE object LIKE 'surface.%';
SELECT DISTINCT check_id FROM pgops.run_checks(ARRAY['no_pk']) WHERE object LIKE 'surface.%';
RESET pgops.disabled_checks;

-- check_status has a row per check, and its numbers are those of findings and summary.
SELECT check_id FROM (SELECT check_id, status, findings, milliseconds FROM pgops.check_status) s FULL JOIN pgops.checks c USING (check_id)
WHERE s.check_id IS NULL OR c.check_id IS NULL OR status NOT IN ('ok', 'found', 'skipped', 'failed') OR (status = 'found') <> (findings > 0) OR milliseconds < 0;
SELECT check_id FROM pgops.check_status FULL JOIN (SELECT check_id, count(*) AS rows FROM pgops.findings GROUP BY check_id) f USING (check_id)
WHERE findings <> coalesce(rows, 0);
SELECT check_id, reason FROM pgops.check_status WHERE status = 'failed';
SELECT area FROM pgops.summary
FULL JOIN (SELECT area, count(*) AS total FROM pgops.findings GROUP BY area) f USING (area)
WHERE coalesce(critical + high + medium + low + info, -1) <> coalesce(total, 0) OR (worst_severity IS NULL) <> (total IS NULL);
SELECT sum(checks_passed + checks_skipped + checks_failed) + (SELECT count(*) FROM pgops.check_status WHERE status = 'found')
       = (SELECT count(*) FROM pgops.checks) AS every_check_counted FROM pgops.summary;

-- Privileges: pg_monitor may everything, PUBLIC nothing.
CREATE ROLE regress_pgops_monitor IN ROLE pg_monitor;
CREATE ROLE regress_pgops_nobody;
SET ROLE regress_pgops_monitor;
SELECT count(*) > 0 AS sees_findings FROM pgops.findings;
SELECT count(*) > 0 AS sees_advice FROM pgops.advice;
SELECT count(*) > 0 AS sees_checks FROM pgops.checks;
SELECT count(*) > 0 AS sees_status FROM pgops.check_status;
SELECT count(*) > 0 AS sees_summary FROM pgops.summary;
SELECT pgops.explain('money:surface.no_such_table.a') <> '' AS may_ask;
SET ROLE regress_pgops_nobody;
SELECT * FROM pgops.findings;
SELECT * FROM pgops.advice;
SELECT pgops.explain('money:x');
RESET ROLE;
GRANT USAGE ON SCHEMA pgops TO regress_pgops_nobody;
SET ROLE regress_pgops_nobody;
SELECT * FROM pgops.findings;
SELECT * FROM pgops.run_checks(NULL);
SELECT * FROM pgops.checks;
SELECT pgops.explain('money:x');
SELECT pgops.shortened('a', 4);
RESET ROLE;
-- SELECT on a view alone is not enough: the function behind it is asked for with the caller's rights.
GRANT SELECT ON pgops.findings TO regress_pgops_nobody;
SET ROLE regress_pgops_nobody;
SELECT * FROM pgops.findings;
RESET ROLE;
SELECT objoid::regclass AS granted_to_public FROM (SELECT oid AS objoid, relacl AS acl FROM pg_class WHERE relnamespace = 'pgops'::regnamespace
      UNION ALL SELECT oid, proacl FROM pg_proc WHERE pronamespace = 'pgops'::regnamespace) o, aclexplode(acl) e WHERE e.grantee = 0;
DROP OWNED BY regress_pgops_nobody;
DROP ROLE regress_pgops_nobody, regress_pgops_monitor;
DROP SCHEMA surface CASCADE;
