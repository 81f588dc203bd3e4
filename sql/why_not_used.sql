-- why_not_used: each reason, with the planner's own proof. Costs are compared with those of EXPLAIN: of the plan as it is, and of the
-- plan when sequential scans are off and the table's other indexes are dropped (or what the case says instead).
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE EXTENSION IF NOT EXISTS pgops_ext_test;
CREATE SCHEMA wnu;
SET search_path = wnu, public;
SET max_parallel_workers_per_gather = 0;
SET jit = off;

CREATE TABLE t (id int PRIMARY KEY, a int, b int, c text, d timestamptz, n varchar(40), u text COLLATE "C", j jsonb, tags int[], wide text, gone int, s int);
INSERT INTO t SELECT g, (g * 7919) % 50000, g % 10, 'name ' || g, '2024-01-01'::timestamptz + g * interval '1 min', 'n' || g, 'u' || g,
    jsonb_build_object('k', g), ARRAY[g % 500, g % 7], repeat('x', 200), g, g % 2
FROM generate_series(1, 50000) g;
CREATE INDEX t_a ON t (a);
CREATE INDEX t_b ON t (b);
CREATE INDEX t_b_a ON t (b, a);
CREATE INDEX t_c ON t (c);
CREATE INDEX t_c_pattern ON t (c text_pattern_ops);
CREATE INDEX t_d ON t (d);
CREATE INDEX t_d_brin ON t USING brin (d);
CREATE INDEX t_n ON t (n);
CREATE INDEX t_u ON t (u);
CREATE INDEX t_lower ON t (lower(c));
CREATE INDEX t_sum ON t ((a + b));
CREATE INDEX t_hash ON t USING hash (n);
CREATE INDEX t_s ON t (s);
CREATE INDEX t_part ON t (a) WHERE b = 3;
CREATE INDEX t_j ON t USING gin (j jsonb_path_ops);
CREATE INDEX t_j_btree ON t (j);
CREATE INDEX t_tags ON t (tags);
CREATE INDEX t_gone ON t (gone);
CREATE INDEX t_not_ready ON t (gone, a);
CREATE TABLE o (id int PRIMARY KEY, t_id bigint, t_number numeric, v int);
INSERT INTO o SELECT g, g * 5, g * 5, g FROM generate_series(1, 10000) g;
CREATE INDEX o_t_id ON o (t_id);
CREATE INDEX o_id_v ON o (id, v);
CREATE VIEW v AS SELECT t.id, t.a, o.v FROM t JOIN o ON o.id = t.id WHERE t.b = 3;
CREATE TABLE small (id int PRIMARY KEY, v int);
INSERT INTO small SELECT g, g FROM generate_series(1, 50) g;
CREATE INDEX small_v ON small (v);
CREATE TABLE fresh (v int, w text) WITH (autovacuum_enabled = off);
CREATE INDEX fresh_v ON fresh (v);
INSERT INTO fresh SELECT g % 3, repeat('x', 100) FROM generate_series(1, 20000) g;
CREATE TABLE stale (v int, w text) WITH (autovacuum_enabled = off);
CREATE INDEX stale_v ON stale (v);
INSERT INTO stale SELECT 1, repeat('x', 100) FROM generate_series(1, 10000) g;
ANALYZE stale;
UPDATE stale SET v = 2 WHERE ctid < '(100,1)';
SELECT pg_stat_force_next_flush();
CREATE TABLE p (k int, v int, w text) PARTITION BY RANGE (k);
CREATE TABLE p_1 PARTITION OF p FOR VALUES FROM (0) TO (10000);
CREATE TABLE p_2 PARTITION OF p FOR VALUES FROM (10000) TO (20000);
CREATE INDEX p_v ON p (v);
CREATE INDEX p_2_own ON p_2 (w);
INSERT INTO p SELECT g, g, 'w' || g FROM generate_series(0, 19999) g;
SELECT pg_stat_force_next_flush();
VACUUM ANALYZE t, o, small, p;
UPDATE pg_index SET indisvalid = false WHERE indexrelid = 't_gone'::regclass;
UPDATE pg_index SET indisvalid = false, indisready = false WHERE indexrelid = 't_not_ready'::regclass;

-- The cost that EXPLAIN shows for a statement after some changes, which are rolled back; empty when the plan does not use the index.
CREATE FUNCTION cost_after(statement text, changes text, arguments text, used_index text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE plan json; explained text;
BEGIN
    BEGIN
        EXECUTE changes;
        IF arguments IS NULL THEN
            EXECUTE 'EXPLAIN (FORMAT JSON) ' || statement INTO plan;
        ELSE
            SET LOCAL plan_cache_mode = force_generic_plan;
            EXECUTE 'PREPARE parametric AS ' || statement;
            EXECUTE 'EXPLAIN (FORMAT JSON) EXECUTE parametric(' || arguments || ')' INTO plan;
            DEALLOCATE parametric;
        END IF;
        RAISE EXCEPTION USING MESSAGE = 'undo';
    EXCEPTION WHEN raise_exception THEN
        IF used_index <> '' AND plan::text !~ ('"Index Name": "' || used_index || '"') THEN RETURN 'no plan'; END IF;
        RETURN plan -> 0 -> 'Plan' ->> 'Total Cost';
    END;
END $$;

-- Leaves an index the only one of its table, and no other way to read that.
CREATE FUNCTION only_index(kept regclass) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce(string_agg(CASE WHEN con.conname IS NOT NULL THEN format('ALTER TABLE %s DROP CONSTRAINT %I CASCADE', i.indrelid::regclass, con.conname)
                                    ELSE format('DROP INDEX %s', i.indexrelid::regclass) END, '; ') || '; ', '')
           || 'SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = on; SET LOCAL enable_bitmapscan = on; SET LOCAL enable_indexonlyscan = on'
    FROM pg_index i LEFT JOIN pg_constraint con ON con.conindid = i.indexrelid AND con.contype IN ('p', 'u')
    WHERE i.indrelid = (SELECT indrelid FROM pg_index WHERE indexrelid = kept) AND i.indexrelid <> kept
$$;

CREATE TABLE cases (number int GENERATED ALWAYS AS IDENTITY, code text, index text, statement text, settings text DEFAULT '', forced text, arguments text);
INSERT INTO cases (code, index, statement, settings, forced, arguments) VALUES
('used', 't_a', 'SELECT * FROM t WHERE a = 5', DEFAULT, DEFAULT, NULL),
('used', 't_lower', 'SELECT * FROM t WHERE lower(c) = ''name 5''', DEFAULT, DEFAULT, NULL),
('used', 't_pkey', 'SELECT o.v FROM o JOIN t ON t.id = o.v WHERE o.id < 10', DEFAULT, DEFAULT, NULL),
('used', 't_a', 'SELECT max(a) FROM t', DEFAULT, DEFAULT, NULL),
('used', 't_b_a', 'SELECT * FROM t x JOIN t y ON x.id = y.a WHERE y.b = $1 AND y.a = $2', DEFAULT, DEFAULT, '1, 2'),
('used', 'p_v', 'SELECT * FROM p WHERE v = 7', DEFAULT, DEFAULT, NULL),
('used', 't_pkey', 'SELECT * FROM v WHERE v = 5', DEFAULT, DEFAULT, NULL),
('used', 't_a', 'WITH w AS (SELECT * FROM t WHERE a = 5) SELECT * FROM w UNION ALL SELECT * FROM t WHERE c = ''x''', DEFAULT, DEFAULT, NULL),
('used', 'o_t_id', 'SELECT * FROM t WHERE a = 5 AND EXISTS (SELECT FROM o WHERE o.t_id = t.id)', DEFAULT, DEFAULT, NULL),
('invalid_index', 't_gone', 'SELECT * FROM t WHERE gone = 5', DEFAULT, 'none', NULL),
('not_ready', 't_not_ready', 'SELECT * FROM t WHERE gone = 5', DEFAULT, 'none', NULL),
('wrong_table_partition', 't_a', 'SELECT * FROM o WHERE id = 5', DEFAULT, 'none', NULL),
('wrong_table_partition', 'p_1_v_idx', 'SELECT * FROM p WHERE k >= 10000 AND v = 12000', DEFAULT, 'none', NULL),
('leading_column_not_constrained', 't_b_a', 'SELECT * FROM t WHERE a = 5 AND d > now()', DEFAULT, DEFAULT, NULL),
('leading_column_not_constrained', 't_c', 'SELECT * FROM t WHERE id = 5', DEFAULT, DEFAULT, NULL),
('leading_column_not_constrained', 't_a', 'INSERT INTO t (id, a) VALUES (0, 0)', DEFAULT, 'none', NULL),
('operator_not_in_opclass', 't_hash', 'SELECT * FROM t WHERE n < ''n5''', DEFAULT, DEFAULT, NULL),
('operator_not_in_opclass', 't_j', 'SELECT * FROM t WHERE j ? ''k''', DEFAULT, DEFAULT, NULL),
('operator_not_in_opclass', 't_j_btree', 'SELECT * FROM t WHERE j @> ''{"k": 5}''', DEFAULT, DEFAULT, NULL),
('operator_not_in_opclass', 't_tags', 'SELECT * FROM t WHERE tags @> ARRAY[5]', DEFAULT, DEFAULT, NULL),
('operator_not_in_opclass', 't_c', 'SELECT * FROM t WHERE c ILIKE ''name 5''', DEFAULT, DEFAULT, NULL),
('type_mismatch', 't_a', 'SELECT * FROM t WHERE a = 5.0', DEFAULT, DEFAULT, NULL),
('type_mismatch', 't_a', 'SELECT * FROM t WHERE a::text = ''5''', DEFAULT, DEFAULT, NULL),
('type_mismatch', 't_d', 'SELECT * FROM t WHERE d::date = ''2024-01-05''', DEFAULT, DEFAULT, NULL),
('type_mismatch', 't_pkey', 'SELECT * FROM t JOIN o ON t.id = o.t_number WHERE o.id < 5', DEFAULT, 'SET enable_hashjoin = off; SET enable_mergejoin = off', NULL),
('function_on_column', 't_c', 'SELECT * FROM t WHERE upper(c) = ''NAME 5''', DEFAULT, DEFAULT, NULL),
('function_on_column', 't_a', 'SELECT * FROM t WHERE a + 1 = 5', DEFAULT, DEFAULT, NULL),
('expression_mismatch', 't_lower', 'SELECT * FROM t WHERE c = ''name 5''', DEFAULT, DEFAULT, NULL),
('expression_mismatch', 't_lower', 'SELECT * FROM t WHERE upper(c) = ''NAME 5''', DEFAULT, DEFAULT, NULL),
('expression_mismatch', 't_sum', 'SELECT * FROM t WHERE a - b = 5', DEFAULT, DEFAULT, NULL),
('collation_mismatch', 't_c', 'SELECT * FROM t WHERE c > ''name 5'' COLLATE "C"', DEFAULT, DEFAULT, NULL),
('pattern_needs_opclass', 't_c', 'SELECT * FROM t WHERE c LIKE ''name 50%''', DEFAULT, DEFAULT, NULL),
('pattern_needs_opclass', 't_n', 'SELECT * FROM t WHERE n ~ ''^n50''', DEFAULT, DEFAULT, NULL),
('used', 't_c_pattern', 'SELECT * FROM t WHERE c LIKE ''name 500%''', DEFAULT, DEFAULT, NULL),
('leading_wildcard', 't_c_pattern', 'SELECT * FROM t WHERE c LIKE ''%500''', DEFAULT, DEFAULT, NULL),
('leading_wildcard', 't_u', 'SELECT * FROM t WHERE u ~ ''500$''', DEFAULT, DEFAULT, NULL),
('predicate_not_implied', 't_part', 'SELECT * FROM t WHERE a < 50', DEFAULT, DEFAULT, NULL),
('predicate_not_implied', 't_part', 'SELECT * FROM t WHERE a < 50 AND b = 4', DEFAULT, DEFAULT, NULL),
('or_across_columns', 't_a', 'SELECT * FROM t WHERE a = 5 OR wide = ''y''', DEFAULT, DEFAULT, NULL),
('or_across_columns', 't_d', 'SELECT * FROM t WHERE (d < ''2023-01-01'' AND b = 1) OR lower(wide) = ''y''', DEFAULT, DEFAULT, NULL),
('used', 't_a', 'SELECT * FROM t WHERE a = 5 OR d = ''2024-01-05''', DEFAULT, DEFAULT, NULL),
('not_sargable', 't_a', 'SELECT * FROM t WHERE a <> 5', DEFAULT, DEFAULT, NULL),
('not_sargable', 't_a', 'SELECT * FROM t WHERE a = id', DEFAULT, DEFAULT, NULL),
('not_sargable', 't_a', 'SELECT * FROM t WHERE a = floor(random() * 9)::int', DEFAULT, DEFAULT, NULL),
('not_sargable', 't_a', 'SELECT * FROM t WHERE a NOT IN (5, 6)', DEFAULT, DEFAULT, NULL),
('too_many_rows', 't_a', 'SELECT * FROM t WHERE a < 45000', DEFAULT, DEFAULT, NULL),
('too_many_rows', 't_b', 'SELECT * FROM t WHERE b < 9', DEFAULT, DEFAULT, NULL),
('too_many_rows', 't_pkey', 'SELECT count(t.wide) FROM t JOIN o ON t.id = o.t_id', DEFAULT, 'SET LOCAL enable_hashjoin = off', NULL),
('too_many_rows', 'p_v', 'SELECT * FROM p WHERE v > 500', DEFAULT, 'SET LOCAL enable_seqscan = off', NULL),
('small_table', 'small_v', 'SELECT * FROM small WHERE v = 5', DEFAULT, DEFAULT, NULL),
('small_table', 'small_pkey', 'UPDATE small SET v = 0 WHERE id = 5', DEFAULT, DEFAULT, NULL),
('better_index', 't_b', 'SELECT * FROM t WHERE b = 5 AND a = 77', DEFAULT, DEFAULT, NULL),
('better_index', 't_n', 'SELECT * FROM t WHERE n = ''n5''', DEFAULT, DEFAULT, NULL),
('better_index', 't_d_brin', 'DELETE FROM t WHERE d = ''2024-01-05''', DEFAULT, DEFAULT, NULL),
('already_sorted_otherwise', 't_a', 'SELECT * FROM t ORDER BY a', 'SET work_mem = ''64MB''', 'SET LOCAL enable_sort = off; DROP INDEX t_b_a', NULL),
('already_sorted_otherwise', 'o_id_v', 'SELECT * FROM o ORDER BY id LIMIT 5', DEFAULT, DEFAULT, NULL),
('stale_statistics', 'stale_v', 'SELECT * FROM stale WHERE v = 1', DEFAULT, DEFAULT, NULL),
('missing_statistics', 'fresh_v', 'SELECT * FROM fresh WHERE v IS NOT NULL', DEFAULT, DEFAULT, NULL),
('correlation_low', 't_a', 'SELECT * FROM t WHERE a BETWEEN 1000 AND 30000', DEFAULT, DEFAULT, NULL),
('cost_settings', 't_a', 'SELECT * FROM t WHERE a < 500', 'SET random_page_cost = 50', DEFAULT, NULL),
('cost_settings', 't_d', 'SELECT * FROM t WHERE d < ''2024-01-02''', 'SET random_page_cost = 2000', DEFAULT, NULL),
('disabled_by_setting', 't_pkey', 'SELECT * FROM t WHERE id = 5', 'SET enable_indexscan = off; SET enable_bitmapscan = off', DEFAULT, NULL),
('disabled_by_setting', 't_pkey', 'SELECT t.wide FROM o JOIN t ON t.id = o.v WHERE o.id < 10', 'SET enable_nestloop = off; SET enable_mergejoin = off', 'SET LOCAL enable_nestloop = on', NULL),
('generic_plan_parameter', 't_part', 'SELECT * FROM t WHERE a < 50 AND b = $1', DEFAULT, DEFAULT, '3'),
('generic_plan_parameter', 't_c_pattern', 'SELECT * FROM t WHERE c LIKE $1', DEFAULT, DEFAULT, '''name 5%'''),
('generic_plan_parameter', 't_s', 'SELECT * FROM t WHERE s = $1', DEFAULT, DEFAULT, '1'),
('used', 't_a', 'SELECT * FROM t WHERE a = $1', DEFAULT, DEFAULT, '5'),
('limit_changes_plan', 't_b', 'SELECT * FROM t WHERE b = 5 ORDER BY id LIMIT 5', 'SET random_page_cost = 1.1', 'SET LOCAL enable_seqscan = off; ALTER TABLE t DROP CONSTRAINT t_pkey; DROP INDEX t_b_a', NULL);

CREATE FUNCTION judged(OUT number int, OUT expected text, OUT got text, OUT chosen boolean, OUT with_index text) RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE c record; answer record; forced text; setting text;
BEGIN
    FOR c IN SELECT * FROM cases ORDER BY cases.number LOOP
        RESET random_page_cost; RESET enable_indexscan; RESET enable_bitmapscan; RESET enable_nestloop; RESET enable_mergejoin; RESET work_mem;
        EXECUTE coalesce(c.settings, '');
        SELECT * INTO answer FROM pgops.why_not_used(c.statement, c.index::regclass);
        number := c.number; expected := c.code; got := CASE WHEN answer.used THEN 'used' ELSE answer.reason_code END;
        chosen := answer.cost_chosen = cost_after(c.statement, '', c.arguments, '')::float8;
        forced := CASE WHEN c.forced = 'none' THEN 'no plan' WHEN got = 'used' THEN cost_after(c.statement, '', c.arguments, CASE WHEN c.index LIKE 'p\_%' THEN '' ELSE c.index END)
                       ELSE cost_after(c.statement, coalesce(c.forced, only_index(c.index::regclass)), c.arguments, CASE WHEN c.index LIKE 'p\_v' THEN '' ELSE c.index END) END;
        with_index := CASE WHEN coalesce(answer.cost_with_index::text, 'no plan') = forced THEN CASE forced WHEN 'no plan' THEN 'no plan' ELSE 'equal' END
                           WHEN forced <> 'no plan' AND answer.cost_with_index = forced::float8 THEN 'equal'
                           ELSE format('%s, EXPLAIN %s', answer.cost_with_index, forced) END;
        RETURN NEXT;
    END LOOP;
    RESET random_page_cost; RESET enable_indexscan; RESET enable_bitmapscan; RESET enable_nestloop; RESET enable_mergejoin; RESET work_mem;
END $$;
SELECT j.expected, j.got, j.chosen, j.with_index, c.index, left(c.statement, 60) AS statement FROM judged() j JOIN cases c USING (number) ORDER BY number;

-- Every reason was had, but the one that takes an index which is not there or is locked (see below, and the isolation tests).
SELECT count(*) AS cases, count(DISTINCT code) FILTER (WHERE code <> 'used') AS reasons FROM cases;

-- An index that exists only in an extension's imagination is told apart, and the plan does without it.
SELECT pgops_test.pretend_index('t_a');
SELECT index, used, reason_code, cost_with_index < cost_chosen AS cheaper, hint FROM pgops.why_not_used('SELECT * FROM t WHERE a = 5', 't_a');
SELECT pgops_test.pretend_index(0);

-- What the figures promise holds: at the named value of random_page_cost the index is used; up to the named number of rows, too
-- (without others that could take its place).
CREATE FUNCTION plan_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || statement INTO plan;
    RETURN plan::text;
END $$;
SET random_page_cost = 50;
SELECT substring(hint FROM 'random_page_cost = ([0-9.]+)')::float8 AS value FROM pgops.why_not_used('SELECT * FROM t WHERE a < 500', 't_a') \gset
SELECT set_config('random_page_cost', :'value', false) IS NOT NULL AS set, plan_of('SELECT * FROM t WHERE a < 500') LIKE '%"t_a"%' AS used;
SELECT set_config('random_page_cost', (:value * 1.1)::text, false) IS NOT NULL AS set, plan_of('SELECT * FROM t WHERE a < 500') LIKE '%"t_a"%' AS used;
RESET random_page_cost;
BEGIN;
DROP INDEX t_b_a, t_part;
SELECT replace(substring(reason FROM 'up to ([0-9,]+)'), ',', '')::int AS turn FROM pgops.why_not_used('SELECT * FROM t WHERE a < 45000', 't_a') \gset
SELECT plan_of(format('SELECT * FROM t WHERE a < %s', :turn * 97 / 100)) LIKE '%"t_a"%' AS used_below, plan_of(format('SELECT * FROM t WHERE a < %s', :turn * 105 / 100)) LIKE '%"t_a"%' AS used_above;
ROLLBACK;

-- At most two calls of the planner more than indexes; nothing is left of the call: no lock, no transaction id, no setting.
SELECT calls <= indexes + 2 AS within, indexes FROM pgops_test.planner_calls('SELECT * FROM t WHERE b = 5 AND s = 1 ORDER BY id LIMIT 5');
SELECT calls <= indexes + 2 AS within, indexes FROM pgops_test.planner_calls('SELECT * FROM t x JOIN t y USING (id) JOIN o ON o.t_id = x.a WHERE x.a < 40000');
BEGIN;
SELECT count(*) > 0 AS told FROM pgops.why_not_used('UPDATE p SET v = 1 WHERE v = 2');
SELECT count(*) AS locks FROM pg_locks WHERE pid = pg_backend_pid() AND relation IN ('p'::regclass, 'p_1'::regclass, 'p_v'::regclass);
SELECT pg_current_xact_id_if_assigned() IS NULL AS no_xid, current_setting('lock_timeout') AS lock_timeout, current_setting('transaction_read_only') AS read_only;
COMMIT;

-- All indexes of the statement's tables, those of partitions' own among them.
SELECT index, table_relation, used, reason_code FROM pgops.why_not_used('SELECT * FROM p JOIN small ON small.id = p.v WHERE k > 15000') ORDER BY index::text;
SELECT count(*) FROM pgops.why_not_used('SELECT 1');
SELECT count(*) FROM pgops.why_not_used(NULL);

SET client_min_messages = error;
DROP SCHEMA wnu CASCADE;
