-- What happens when something fails: in a check, at the door, in memory. Needs the test module.
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE EXTENSION pgops_ext_test;
CREATE SCHEMA faults;
CREATE TABLE faults.parts (id serial PRIMARY KEY, made timestamp, code char(3), price money, data json, parent_id int REFERENCES faults.parts);
CREATE INDEX ON faults.parts (made);
CREATE INDEX ON faults.parts (made, code);
CREATE INDEX ON faults.parts (made);
-- One failing check is a row, and hides no other.
SELECT kind, r.* FROM unnest(ARRAY['runtime_error', 'bad_alloc', 'int', 'server_error']) WITH ORDINALITY AS k (kind, n),
    LATERAL pgops_test.throw_in_check(kind) r ORDER BY n, check_id;
-- A cancel is nobody's failure: it ends the run.
SELECT * FROM pgops_test.throw_in_check('cancel');
SELECT 'usable' AS session;
-- Every kind of exception leaves as an error of the server, with its SQLSTATE, detail and hint.
\set SHOW_CONTEXT never
DO $$
DECLARE
    kind text; state text; message text; detail text; hint text;
BEGIN
    FOREACH kind IN ARRAY ARRAY['runtime_error', 'bad_alloc', 'int', 'bad_input', 'server_error', 'ereport'] LOOP
        BEGIN
            PERFORM pgops_test.throw_in_body(kind);
        EXCEPTION WHEN OTHERS THEN
            GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
            RAISE INFO '%: % | % | % | %', kind, state, message, detail, hint;
        END;
    END LOOP;
END $$;
-- Memory that fails at the first, second, ... allocation, until a run needs no more: the whole run is refused (53200), or the check
-- that was hit says failed; none that calls itself well found anything else than undisturbed.
DO $$
DECLARE
    n int := 0; run record; refused int := 0; partly int := 0; wrong int := 0;
BEGIN
    LOOP
        n := n + 1;
        BEGIN
            SELECT * INTO run FROM pgops_test.fail_allocation(n);
            wrong := wrong + run.wrong;
            EXIT WHEN NOT run.failed;
            partly := partly + 1;
        EXCEPTION WHEN out_of_memory THEN
            refused := refused + 1;
        END;
    END LOOP;
    RAISE INFO 'runs refused: %, with a failed check: %, wrong: %', refused > 100, partly > 20, wrong;
END $$;
DROP TABLE faults.parts;
DROP SCHEMA faults;
DROP EXTENSION pgops_ext_test;
