-- Partial indexes: their predicates are compared as sets of terms, which are never evaluated.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
RESET client_min_messages;
CREATE SCHEMA predicates;
SET search_path = predicates, public;

-- The same rows, said in two ways: the planner proves both from the same conditions.
CREATE TABLE twins (id int, a int, b int, c text, flag boolean, done boolean, d int, e varchar);
CREATE INDEX order_one ON twins (id) WHERE a > 5 AND b = 3 AND flag;
CREATE INDEX order_two ON twins (id) WHERE flag AND (b = 3 AND a > 5);
CREATE INDEX truth_one ON twins (a) WHERE flag;
CREATE INDEX truth_two ON twins (a) WHERE flag = true;
CREATE INDEX falsehood_one ON twins (b) WHERE NOT done;
CREATE INDEX falsehood_two ON twins (b) WHERE done = false;
CREATE INDEX falsehood_three ON twins (b) WHERE true <> done;
CREATE INDEX not_null_one ON twins (c) WHERE d > 0;
CREATE INDEX not_null_two ON twins (c) WHERE d > 0 AND d IS NOT NULL;
CREATE INDEX relabelled_one ON twins (d) WHERE e = 'x';
CREATE INDEX relabelled_two ON twins (d) WHERE e IS NOT NULL AND e = 'x';
CREATE INDEX widened ON twins (a, id) WHERE flag = true;

-- Look-alikes: other rows, or rows for which the planner has no proof.
CREATE TABLE almost (id int, a int, b int, flag boolean, c text);
CREATE INDEX almost_open ON almost (id) WHERE a > 5;
CREATE INDEX almost_closed ON almost (id) WHERE a >= 5;
CREATE INDEX almost_higher ON almost (id) WHERE a > 6;
CREATE INDEX almost_more ON almost (id) WHERE a > 5 AND b > 5;
CREATE INDEX almost_either ON almost (id) WHERE a > 5 OR b > 5;
CREATE INDEX almost_full ON almost (id);
CREATE INDEX almost_true ON almost (a) WHERE flag;
CREATE INDEX almost_false ON almost (a) WHERE NOT flag;
CREATE INDEX almost_not_null ON almost (a) WHERE flag IS NOT NULL;
CREATE INDEX almost_false_not_null ON almost (a) WHERE NOT flag AND flag IS NOT NULL;
-- IS DISTINCT FROM is true of a null, and of an expression's null nothing is known.
CREATE INDEX almost_distinct ON almost (b) WHERE a IS DISTINCT FROM 5;
CREATE INDEX almost_distinct_not_null ON almost (b) WHERE a IS DISTINCT FROM 5 AND a IS NOT NULL;
CREATE INDEX almost_coalesced ON almost (c) WHERE coalesce(a, 7) > 5;
CREATE INDEX almost_coalesced_not_null ON almost (c) WHERE coalesce(a, 7) > 5 AND a IS NOT NULL;

-- A predicate whose function says when it runs.
CREATE FUNCTION loud(int) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$BEGIN RAISE WARNING 'evaluated'; RETURN $1 > 0; END$$;
CREATE TABLE loud_ones (a int, b int);
SET client_min_messages = error;
CREATE INDEX loud_one ON loud_ones (a) WHERE loud(3) AND b > 0;
CREATE INDEX loud_two ON loud_ones (a) WHERE b > 0 AND loud(3);
RESET client_min_messages;

SELECT check_id, object, evidence->>'keep' AS keep, fix_sql
FROM pgops.run_checks(ARRAY['duplicate_index', 'redundant_index'])
WHERE evidence->>'table' LIKE 'predicates.%' ORDER BY object COLLATE "C";

SET client_min_messages = warning;
DROP SCHEMA predicates CASCADE;
