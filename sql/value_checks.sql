-- Checks that go by the values that ANALYZE kept: what each must name, what looks like it, and names that need quotes.
SET client_min_messages = warning;
SET DateStyle = 'ISO, MDY';
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA vals;
SET search_path = vals, public;
CREATE TYPE vals.mood AS ENUM ('sad', 'glad');
CREATE DOMAIN vals.year_text AS text;
CREATE DOMAIN vals.required AS text NOT NULL;
CREATE TYPE vals.pair AS (a int, b text);
CREATE TABLE people (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    birth_year text NOT NULL, "Joined ""On""" varchar(20) NOT NULL, behind_domain year_text NOT NULL, postal_code text NOT NULL, name text NOT NULL,
    any_value text NOT NULL, title text NOT NULL, age int NOT NULL, direction int NOT NULL, ended date NOT NULL,
    is_active boolean, passed boolean, nickname text, never_null text, always_null text, deleted_at timestamptz,
    balance double precision NOT NULL, weight double precision NOT NULL,
    mood mood NOT NULL, pairs pair NOT NULL, numbers int[] NOT NULL, span int4range NOT NULL, place point NOT NULL, required required);
INSERT INTO people (birth_year, "Joined ""On""", behind_domain, postal_code, name, any_value, title, age, direction, ended, is_active, passed, nickname, never_null,
                    balance, weight, mood, pairs, numbers, span, place, required)
SELECT 1950 + n % 60, date '2020-01-01' + n % 900, 1950 + n % 60, lpad((n * 7)::text, 5, '0'), 'name ' || n, CASE n % 3 WHEN 0 THEN n::text WHEN 1 THEN 'true' ELSE 'word ' || n END,
       CASE WHEN n % 100 = 0 THEN '1984' ELSE 'title ' || n END, CASE WHEN n % 20 = 0 THEN 999 ELSE n % 90 END, n % 3 - 1,
       CASE WHEN n % 2 = 0 THEN date '9999-12-31' ELSE date '2020-01-01' + n % 900 END, CASE WHEN n % 4 > 0 THEN n % 2 = 0 END, CASE WHEN n % 4 > 0 THEN n % 2 = 0 END,
       CASE WHEN n % 9 = 0 THEN 'nick ' || n END, 'never', n % 1000 / 4.0, n / 7.0, CASE WHEN n % 2 = 0 THEN 'sad'::mood ELSE 'glad' END, ROW(n, 'x')::pair, ARRAY[n, n + 1],
       int4range(n, n + 5), point(n, n), 'given'
FROM generate_series(1, 1200) n;
ANALYZE people;
CREATE VIEW found AS
SELECT check_id, object COLLATE "C" AS object, severity, confidence, finding, evidence, fix_sql, undo_sql, fix_lock
FROM pgops.run_checks(ARRAY['stringly_typed', 'mixed_type_string', 'sentinel_value', 'nullable_boolean', 'never_null_column', 'all_null_column', 'float_for_money'])
WHERE object LIKE 'vals.%';
SELECT check_id, object, severity, confidence, finding FROM found ORDER BY check_id COLLATE "C", object;
SELECT object, evidence FROM found WHERE check_id IN ('stringly_typed', 'sentinel_value') ORDER BY check_id COLLATE "C", object;
-- Each command runs as printed, and what it mended is found no more.
SELECT object, fix_sql, fix_lock, undo_sql FROM found WHERE fix_sql IS NOT NULL ORDER BY check_id COLLATE "C", object;
SELECT fix_sql FROM found WHERE fix_sql IS NOT NULL ORDER BY check_id COLLATE "C", object
\gexec
SELECT evidence->>'migration' FROM found WHERE evidence ? 'migration' ORDER BY check_id COLLATE "C", object
\gexec
ANALYZE people;
SELECT check_id, object FROM found ORDER BY check_id COLLATE "C", object;
SELECT attname, atttypid::regtype, attnotnull FROM pg_attribute
WHERE attrelid = 'people'::regclass AND attname IN ('birth_year', 'Joined "On"', 'never_null', 'is_active', 'balance', 'ended') ORDER BY attname COLLATE "C";
DROP SCHEMA vals CASCADE;
