-- why_not_used: what it refuses, whose rights it asks for, and whose code it does not run.
\set SHOW_CONTEXT never
\set VERBOSITY default
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA wnr;
SET search_path = wnr;
CREATE TABLE t (id int PRIMARY KEY, a int, secret text);
INSERT INTO t SELECT g, g, 'secret ' || g FROM generate_series(1, 10000) g;
CREATE INDEX t_a ON t (a);
ANALYZE t;

-- Statements that cannot be planned give their own error, with its place.
SELECT * FROM pgops.why_not_used('SELECT * FORM t');
SELECT * FROM pgops.why_not_used('SELECT nothing FROM t WHERE a = 5');
SELECT * FROM pgops.why_not_used('SELECT * FROM t WHERE a = ''x''');
SELECT * FROM pgops.why_not_used('SELECT * FROM absent');
SELECT * FROM pgops.why_not_used('SELECT * FROM t WHERE a = 1 / 0');
SELECT * FROM pgops.why_not_used('SELECT $1 + $2');
-- What has no plan, or more than one, is refused.
SELECT * FROM pgops.why_not_used('');
SELECT * FROM pgops.why_not_used('SELECT 1; SELECT 2');
SELECT * FROM pgops.why_not_used('EXPLAIN SELECT * FROM t');
SELECT * FROM pgops.why_not_used('CREATE INDEX ON t (a)');
SELECT * FROM pgops.why_not_used('SELECT * INTO u FROM t');
CREATE TABLE ruled (a int);
CREATE RULE twice AS ON INSERT TO ruled DO ALSO INSERT INTO t VALUES (0);
SELECT * FROM pgops.why_not_used('INSERT INTO ruled VALUES (1)');
SELECT * FROM pgops.why_not_used('SELECT * FROM t', 't');
SELECT * FROM pgops.why_not_used('SELECT * FROM t', 1);
-- After each of these the session is as it was.
SELECT current_setting('transaction_read_only'), current_setting('lock_timeout'), current_setting('search_path');
-- Also where the error is caught.
DO $$
BEGIN
    PERFORM pgops.why_not_used('SELECT * FORM t');
EXCEPTION WHEN syntax_error THEN
    INSERT INTO t VALUES (-1);
    PERFORM pgops.why_not_used('SELECT * FROM t WHERE a = 5');
END $$;
SELECT count(*) FROM t WHERE id < 0;

-- The rights that EXPLAIN asks for, and what a monitor with them gets is what a superuser gets.
CREATE ROLE wnr_monitor IN ROLE pg_monitor;
GRANT USAGE ON SCHEMA wnr TO wnr_monitor;
SET ROLE wnr_monitor;
EXPLAIN (COSTS OFF) SELECT id FROM t WHERE a = 5;
SELECT index, used FROM pgops.why_not_used('SELECT id FROM t WHERE a = 5');
RESET ROLE;
GRANT SELECT (id, a) ON t TO wnr_monitor;
CREATE FUNCTION kept_for_some(int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1';
REVOKE ALL ON FUNCTION kept_for_some FROM PUBLIC;
CREATE TEMP TABLE as_superuser AS SELECT * FROM pgops.why_not_used('SELECT id FROM t WHERE a < 9000');
GRANT SELECT ON as_superuser TO wnr_monitor;
SET ROLE wnr_monitor;
SELECT count(*) AS different FROM (SELECT * FROM as_superuser EXCEPT SELECT * FROM pgops.why_not_used('SELECT id FROM t WHERE a < 9000')) d;
SELECT index, used FROM pgops.why_not_used('SELECT secret FROM t WHERE a = 5');
SELECT index, used FROM pgops.why_not_used('SELECT kept_for_some(id) FROM t WHERE a = 5');
SELECT index, used FROM pgops.why_not_used('UPDATE t SET a = 5');
RESET ROLE;
REVOKE pg_monitor FROM wnr_monitor;
SET ROLE wnr_monitor;
SELECT * FROM pgops.why_not_used('SELECT id FROM t WHERE a = 5');
RESET ROLE;
GRANT pg_monitor TO wnr_monitor;

-- Code of another role: Mallory's functions want to become more than Mallory when somebody else plans.
CREATE ROLE wnr_mallory;
GRANT CREATE, USAGE ON SCHEMA wnr TO wnr_mallory;
CREATE TABLE told (by_whom text);
GRANT INSERT ON told TO PUBLIC;
CREATE TABLE lured (a int, b int);
INSERT INTO lured SELECT g, g FROM generate_series(1, 5000) g;
SET ROLE wnr_mallory;
CREATE FUNCTION evil(x int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    RAISE WARNING 'running as %, path %, read only %', current_user, current_setting('search_path'), current_setting('transaction_read_only');
    BEGIN
        EXECUTE 'ALTER ROLE wnr_mallory SUPERUSER';
        RAISE WARNING 'became superuser';
    EXCEPTION WHEN OTHERS THEN NULL; END;
    BEGIN
        EXECUTE 'INSERT INTO wnr.told VALUES (current_user)';
        RAISE WARNING 'wrote';
    EXCEPTION WHEN OTHERS THEN NULL; END;
    BEGIN
        EXECUTE 'RESET ROLE';
        RAISE WARNING 'got out';
    EXCEPTION WHEN OTHERS THEN NULL; END;
    BEGIN
        EXECUTE 'CREATE TEMP TABLE left_behind ()';
        RAISE WARNING 'made a table';
    EXCEPTION WHEN OTHERS THEN NULL; END;
    PERFORM set_config('work_mem', '64kB', false);
    RETURN x;
END $$;
CREATE FUNCTION evil_inlined(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + wnr.evil(2)';
CREATE FUNCTION evil_sql(x int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + length(current_user)';
CREATE FUNCTION evil_less(int, text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM wnr.evil(3); RETURN true; END $$;
CREATE FUNCTION evil_named(int) RETURNS int LANGUAGE plpgsql IMMUTABLE SET search_path = wnr, pg_temp AS $$ BEGIN RETURN evil($1); END $$;
CREATE FUNCTION evil_constant(int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN $1; END $$;
RESET ROLE;
SET ROLE wnr_mallory;
CREATE OPERATOR <<<< (LEFTARG = int, RIGHTARG = text, FUNCTION = evil_less, RESTRICT = scalarltsel);
RESET ROLE;
ALTER TABLE lured OWNER TO wnr_mallory;
SET ROLE wnr_mallory;
CREATE VIEW bait AS SELECT * FROM lured WHERE a = wnr.evil(1);
CREATE VIEW bait_inlined AS SELECT * FROM lured WHERE b = wnr.evil_inlined(a);
CREATE VIEW bait_operator AS SELECT * FROM lured WHERE a OPERATOR(wnr.<<<<) 'x';
CREATE VIEW bait_named AS SELECT * FROM lured WHERE a = wnr.evil_named(1);
CREATE VIEW bait_harmless AS SELECT * FROM lured WHERE a = wnr.evil_constant(1);
SET client_min_messages = error;
CREATE INDEX lured_expression ON lured ((a + wnr.evil(0)));
CREATE INDEX lured_predicate ON lured (b) WHERE b > wnr.evil(0);
ANALYZE lured;
SET client_min_messages = warning;
GRANT SELECT ON lured, bait, bait_harmless TO PUBLIC;
RESET ROLE;
\c -
SET search_path = wnr;
SET client_min_messages = warning;
-- EXPLAIN runs it as the one who asks; why_not_used as its owner.
SET ROLE postgres;
SELECT index, used, reason_code FROM pgops.why_not_used('SELECT * FROM bait') ORDER BY 1;
SELECT count(*) FROM pgops.why_not_used('SELECT * FROM bait_inlined');
SELECT count(*) FROM pgops.why_not_used('SELECT * FROM bait_operator');
SELECT count(*) FROM pgops.why_not_used('SELECT * FROM bait_named');
SELECT count(*) FROM pgops.why_not_used('SELECT * FROM lured WHERE a = evil_sql(1)');
SELECT count(*) FROM pgops.why_not_used('SELECT * FROM lured WHERE a = evil_sql(b)');
SELECT rolsuper FROM pg_roles WHERE rolname = 'wnr_mallory';
SELECT count(*) AS written FROM told;
SELECT current_user, current_setting('work_mem') = '64kB' AS changed, current_setting('search_path') AS search_path;
-- A role that has not Mallory's rights: neither runs it with its own rights, nor gets to know what Mallory's tell.
SET ROLE wnr_monitor;
SELECT * FROM pgops.why_not_used('SELECT * FROM bait');
SELECT * FROM pgops.why_not_used('SELECT * FROM bait_harmless');
SELECT * FROM pgops.why_not_used('SELECT a FROM t WHERE a = wnr.evil(1)');
-- Nothing of it is evaluated where the argument is a column.
SELECT index, used, reason_code FROM pgops.why_not_used('SELECT a FROM t WHERE wnr.evil_constant(a) = 5', 't_a');
RESET ROLE;
-- Mallory asks, and meets only her own code.
GRANT EXECUTE ON FUNCTION pgops.why_not_used TO wnr_mallory;
GRANT USAGE ON SCHEMA pgops TO wnr_mallory;
SET ROLE wnr_mallory;
SELECT count(*) FROM pgops.why_not_used('SELECT * FROM bait_harmless');
RESET ROLE;
SET client_min_messages = error;
DROP SCHEMA wnr CASCADE;
DROP OWNED BY wnr_mallory, wnr_monitor;
DROP ROLE wnr_mallory, wnr_monitor;
