-- why_not_used: what it advises, over statements as applications have them. Where a hint is an index, that index can be built and is used;
-- where it is another way to write the statement, that way uses the index.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA wnh;
SET search_path = wnh;
SET max_parallel_workers_per_gather = 0;
CREATE TABLE customers (id int PRIMARY KEY, email text NOT NULL, code varchar(10), created_at timestamptz NOT NULL, born date, country text, active boolean,
                        removed_at timestamptz, external uuid, meta jsonb, tags int[], points numeric);
INSERT INTO customers SELECT g, 'user' || g || '@example.com', 'c' || g, '2024-01-01'::timestamptz + g * interval '5 min', '1960-01-01'::date + g, 'C' || g % 50,
    g % 100 = 0, CASE WHEN g % 50 = 0 THEN '2024-06-01'::timestamptz END, md5(g::text)::uuid, jsonb_build_object('tier', g % 500), ARRAY[g, g + 1], g
FROM generate_series(1, 20000) g;
CREATE INDEX customers_lower ON customers (lower(email));
CREATE INDEX customers_email ON customers (email);
CREATE INDEX customers_code ON customers (code);
CREATE INDEX customers_created ON customers (created_at DESC NULLS LAST) WHERE removed_at IS NULL;
CREATE INDEX customers_born ON customers (born);
CREATE INDEX customers_open ON customers (id) WHERE country = 'C7';
CREATE INDEX customers_active ON customers (active);
CREATE INDEX customers_external ON customers (external);
CREATE INDEX customers_meta ON customers USING gin (meta);
CREATE INDEX customers_tier ON customers (((meta ->> 'tier')::int));
CREATE INDEX customers_tags ON customers USING gin (tags);
CREATE INDEX customers_points ON customers (points DESC NULLS LAST);
CREATE TABLE orders (id int PRIMARY KEY, customer int, placed date, total numeric, state text);
INSERT INTO orders SELECT g, 1 + g * 37 % 20000, '2023-01-01'::date + g % 700, g, 'S' || g % 8 FROM generate_series(1, 60000) g;
CREATE INDEX orders_customer ON orders (customer);
CREATE INDEX orders_customer_placed ON orders (customer, placed DESC);
CREATE INDEX orders_placed ON orders (placed);
CREATE INDEX orders_state_placed ON orders (state, placed);
CREATE TABLE "Quoted Table" ("Id" int PRIMARY KEY, "Group" int, "Quote""d" text);
INSERT INTO "Quoted Table" SELECT g, g % 40, 'x' || g FROM generate_series(1, 20000) g;
CREATE INDEX "Index of ""Group""" ON "Quoted Table" ("Group");
CREATE INDEX "Index of Quoted" ON "Quoted Table" ("Quote""d");
CREATE VIEW orders_of AS SELECT o.id, o.placed, c.email FROM orders o JOIN customers c ON c.id = o.customer;
SELECT pg_stat_force_next_flush();
VACUUM ANALYZE customers, orders, "Quoted Table";

CREATE TABLE asked (number int GENERATED ALWAYS AS IDENTITY, index text, statement text);
INSERT INTO asked (index, statement) VALUES
-- Casts, functions, expressions: an index only where the expression is immutable.
('customers_external', 'SELECT * FROM customers WHERE external::text = ''x'''),
('customers_created', 'SELECT * FROM customers WHERE removed_at IS NULL AND created_at::date = ''2024-02-10'''),
('customers_external', 'SELECT * FROM customers WHERE external::text LIKE ''c4ca%'''),
('customers_external', 'SELECT * FROM customers WHERE external::text LIKE ''%c4ca'''),
('customers_born', 'SELECT * FROM customers WHERE born::text LIKE ''1970-01%'''),
('customers_born', 'SELECT * FROM customers WHERE extract(year FROM born) = 1970'),
('customers_born', 'SELECT * FROM customers WHERE date_trunc(''month'', born) = ''1970-01-01'''),
('customers_born', 'SELECT * FROM customers WHERE coalesce(born, ''1970-01-01'') = ''1970-01-02'''),
('customers_code', 'SELECT * FROM customers WHERE code = ''c5''::char(10)'),
('customers_code', 'SELECT * FROM customers WHERE trim(code) = ''c5'''),
('customers_points', 'SELECT * FROM customers WHERE points = 5::float8'),
('customers_points', 'SELECT * FROM customers WHERE points + 0 = 5'),
('customers_lower', 'SELECT * FROM customers WHERE email = ''user5@example.com'''),
('customers_tier', 'SELECT * FROM customers WHERE meta ->> ''tier'' = ''3'''),
('customers_tier', 'SELECT * FROM customers WHERE meta @> ''{"tier": 5}'''),
('customers_meta', 'SELECT * FROM customers WHERE meta ->> ''tier'' = ''3'''),
('customers_tags', 'SELECT * FROM customers WHERE 5 = ANY (tags)'),
('customers_tags', 'SELECT * FROM customers WHERE tags[1] = 5'),
('customers_email', 'SELECT * FROM customers c JOIN orders o ON c.email || o.state = ''x'''),
('customers_email', 'SELECT * FROM customers WHERE starts_with(email, ''user5'')'),
('customers_active', 'SELECT * FROM customers WHERE active IS NOT TRUE'),
('"Index of ""Group"""', 'SELECT * FROM "Quoted Table" WHERE "Group"::text = ''5'''),
('"Index of Quoted"', 'SELECT * FROM "Quoted Table" WHERE upper("Quote""d") = ''X(5'''),
-- Partial indexes: the predicate is told only where the index would be of use, and never as something to add that contradicts.
('customers_created', 'SELECT * FROM customers WHERE created_at > ''2024-03-09'''),
('customers_created', 'SELECT * FROM customers WHERE points = 5'),
('customers_open', 'SELECT * FROM customers WHERE country = ''C8'''),
('customers_open', 'SELECT * FROM customers ORDER BY id LIMIT 20'),
('customers_open', 'UPDATE customers SET active = true WHERE country = ''C7'' AND email = ''x'''),
-- Orders.
('customers_points', 'SELECT * FROM customers ORDER BY points DESC LIMIT 3'),
('customers_email', 'SELECT * FROM customers ORDER BY email COLLATE "C" LIMIT 3'),
('customers_points', 'SELECT * FROM customers ORDER BY born, points'),
('orders_placed', 'SELECT * FROM orders WHERE customer = 5 ORDER BY placed DESC'),
('customers_tier', 'SELECT * FROM customers WHERE (meta ->> ''tier'')::int < 50 LIMIT 10'),
('orders_customer', 'SELECT * FROM orders WHERE customer = 5'),
-- Joins: what only decides about the other table.
('customers_pkey', 'SELECT * FROM customers c FULL JOIN orders o ON c.id = o.customer'),
('customers_pkey', 'SELECT * FROM customers c WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer = c.id)'),
('orders_customer', 'SELECT * FROM orders o LEFT JOIN customers c ON c.id = o.customer WHERE o.placed = ''2024-01-01'''),
('customers_pkey', 'SELECT * FROM orders_of WHERE placed > ''2023-06-01'''),
('orders_customer', 'SELECT * FROM orders_of WHERE email = ''user7@example.com'''),
-- What stands between a condition and the table.
('orders_pkey', 'WITH recent AS MATERIALIZED (SELECT * FROM orders) SELECT * FROM recent WHERE id = 5'),
('orders_pkey', 'WITH recent AS (SELECT * FROM orders) SELECT * FROM recent JOIN recent again USING (id) WHERE id = 5'),
('orders_pkey', 'WITH recent AS (SELECT * FROM orders) SELECT * FROM recent WHERE id = 5'),
('orders_pkey', 'SELECT * FROM (SELECT * FROM orders OFFSET 0) o WHERE id = 5'),
('orders_pkey', 'SELECT * FROM orders TABLESAMPLE SYSTEM (1) WHERE id < 10'),
('orders_state_placed', 'SELECT count(*) FROM orders'),
('orders_pkey', 'SELECT * FROM orders WHERE false'),
-- INSERT searches for what stands in its way.
('orders_pkey', 'INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET total = excluded.total'),
('orders_placed', 'INSERT INTO orders (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET total = excluded.total'),
('orders_pkey', 'INSERT INTO orders SELECT id + 100000 FROM customers WHERE id = 5'),
('orders_customer', 'MERGE INTO orders o USING (SELECT id FROM customers WHERE id < 3) c ON o.customer = c.id WHEN MATCHED THEN DELETE');

\pset format unaligned
\pset tuples_only on
SELECT format(E'%s: %s\n    %s; %s\n    %s', a.index, a.statement, CASE WHEN w.used THEN 'used' ELSE w.reason_code END,
              regexp_replace(regexp_replace(w.reason, '\d[\d,]*\.?\d*', 'N', 'g'), '"default"|"[a-zA-Z_]+\.[-a-zA-Z0-9]+"', 'COLLATION', 'g'), regexp_replace(w.hint, '\d+\.\d+', 'N', 'g'))
FROM asked a, LATERAL pgops.why_not_used(a.statement, a.index::regclass) w ORDER BY a.number;
\pset format aligned
\pset tuples_only off

-- Each index that a hint tells to build can be built, on the very words; and then the plan uses it.
CREATE FUNCTION built(OUT statement text, OUT element text, OUT used text) RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE a record; plan json;
BEGIN
    FOR a IN SELECT q.statement, w.table_relation, substring(w.hint FROM 'build an index on (\(.*\))\.$') AS element
             FROM asked q, LATERAL pgops.why_not_used(q.statement, q.index::regclass) w
             WHERE w.hint ~ 'build an index on \(.*\)\.$' ORDER BY q.number LOOP
        statement := a.statement; element := a.element; used := NULL;
        BEGIN
            EXECUTE format('CREATE INDEX built_as_told ON %s %s', a.table_relation, a.element);
            EXECUTE format('ANALYZE %s', a.table_relation);
            EXECUTE 'EXPLAIN (FORMAT JSON) ' || a.statement INTO plan;
            used := plan::text ~ 'built_as_told';
            RAISE EXCEPTION 'undo';
        EXCEPTION WHEN raise_exception THEN NULL;
        END;
        RETURN NEXT;
    END LOOP;
END $$;
SELECT * FROM built();

-- And each other way to write it uses the index.
SELECT index, used FROM pgops.why_not_used('SELECT * FROM customers WHERE external = ''c4ca4238-a0b9-2382-0dcc-509a6f75849b''', 'customers_external');
SELECT index, used FROM pgops.why_not_used('SELECT * FROM customers WHERE born >= ''1970-01-01'' AND born < ''1970-02-01''', 'customers_born');
SELECT index, used FROM pgops.why_not_used('SELECT * FROM customers WHERE tags @> ARRAY[5]', 'customers_tags');
SELECT index, used FROM pgops.why_not_used('SELECT * FROM customers WHERE meta @> ''{"tier": 3}''', 'customers_meta');
SELECT index, used FROM pgops.why_not_used('SELECT * FROM customers WHERE created_at > ''2024-03-09'' AND (removed_at IS NULL)', 'customers_created');
SELECT index, used FROM pgops.why_not_used('SELECT * FROM customers ORDER BY points DESC NULLS LAST LIMIT 3', 'customers_points');
SELECT index, used FROM pgops.why_not_used('WITH recent AS NOT MATERIALIZED (SELECT * FROM orders) SELECT * FROM recent JOIN recent again USING (id) WHERE id = 5', 'orders_pkey');
SET client_min_messages = error;
DROP SCHEMA wnh CASCADE;
