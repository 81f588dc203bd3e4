\echo Use "CREATE EXTENSION pgops_ext_test" to load this file. \quit

CREATE SCHEMA pgops_test;

CREATE FUNCTION pgops_test.throw_in_body(kind text) RETURNS void LANGUAGE c AS 'MODULE_PATHNAME', 'pgops_test_throw_in_body';
COMMENT ON FUNCTION pgops_test.throw_in_body(text) IS 'Throws right behind the door: runtime_error, bad_alloc, int, bad_input, server_error, ereport.';

CREATE FUNCTION pgops_test.throw_in_check(kind text, OUT check_id text, OUT status text, OUT reason text)
RETURNS SETOF record LANGUAGE c AS 'MODULE_PATHNAME', 'pgops_test_throw_in_check';
COMMENT ON FUNCTION pgops_test.throw_in_check(text) IS 'A run of two real checks with one between them that throws: as throw_in_body, and cancel.';

CREATE FUNCTION pgops_test.fail_allocation(n int, OUT failed boolean, OUT wrong int)
LANGUAGE c AS 'MODULE_PATHNAME', 'pgops_test_fail_allocation';
COMMENT ON FUNCTION pgops_test.fail_allocation(int) IS
'A whole run whose n-th allocation fails: an error 53200 where the run as a whole was hit. failed: the run came to the n-th allocation; wrong: checks that call themselves well but found something else than undisturbed.';

CREATE FUNCTION pgops_test.deaf_run() RETURNS int LANGUAGE c AS 'MODULE_PATHNAME', 'pgops_test_deaf_run';
COMMENT ON FUNCTION pgops_test.deaf_run() IS 'A whole run that no cancel can end before it is done; the number of its findings.';

CREATE FUNCTION pgops_test.scan_floor(take_apart boolean, OUT catalog_rows bigint, OUT milliseconds double precision)
LANGUAGE c AS 'MODULE_PATHNAME', 'pgops_test_scan_floor';
COMMENT ON FUNCTION pgops_test.scan_floor(boolean) IS 'A plain scan of pg_class, pg_attribute, pg_statistic, pg_index and pg_constraint: the rows only counted, or taken apart into columns (heap_deform_tuple), which is the least that reading them costs.';

CREATE FUNCTION pgops_test.timed_run(area text, OUT read_milliseconds double precision, OUT link_milliseconds double precision,
    OUT check_milliseconds double precision, OUT findings int, OUT memory_bytes bigint)
LANGUAGE c AS 'MODULE_PATHNAME', 'pgops_test_timed_run';
COMMENT ON FUNCTION pgops_test.timed_run(text) IS 'One run in its parts, without the output: reading the facts, linking the model, the checks of an area (NULL: of all areas) that read no pages.';

CREATE FUNCTION pgops_test.planner_calls(statement text, OUT calls int, OUT indexes int) LANGUAGE c AS 'MODULE_PATHNAME', 'pgops_test_planner_calls';
COMMENT ON FUNCTION pgops_test.planner_calls(text) IS 'How often why_not_used plans a statement, and how many indexes it tells of.';

CREATE FUNCTION pgops_test.pretend_index(index regclass) RETURNS void LANGUAGE c AS 'MODULE_PATHNAME', 'pgops_test_pretend_index';
COMMENT ON FUNCTION pgops_test.pretend_index(regclass) IS 'Tells the planner in this session that the index is hypothetical; 0 ends it.';
