-- domain_candidate, schemaless_json and transitive_dependency: what a schema leaves to each row, or to each table.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA forms;
SET search_path = forms;

-- One rule in three tables; in two; in three with different rules; of partitions, which have their parent's.
CREATE TABLE orders (id int PRIMARY KEY, email text CONSTRAINT "odd CHECK (name" CHECK (email ~ '^[^@]+@[^@]+$'), quantity int CHECK (quantity > 0), state text CHECK (state <> ''), day date CHECK (day > '2000-01-01')) PARTITION BY RANGE (id);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (1) TO (1000);
CREATE TABLE orders_2 PARTITION OF orders FOR VALUES FROM (1000) TO (2000);
CREATE TABLE customers (id int PRIMARY KEY, email text CHECK (email ~ '^[^@]+@[^@]+$'), quantity int CHECK (quantity >= 0), state text CHECK (state <> ''));
CREATE TABLE suppliers (id int PRIMARY KEY, email text, quantity int CHECK (quantity <> 0));
ALTER TABLE suppliers ADD CHECK (email ~ '^[^@]+@[^@]+$') NOT VALID;
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
CREATE TABLE with_domain_1 (n positive CHECK (n < 9));
CREATE TABLE with_domain_2 (n positive CHECK (n < 9));
CREATE TABLE with_domain_3 (n positive CHECK (n < 9));
SELECT object, finding, evidence - 'table' - 'columns' AS evidence FROM pgops.run_checks(ARRAY['domain_candidate']) WHERE object LIKE 'forms.%';
SELECT why FROM pgops.run_checks(ARRAY['domain_candidate']) WHERE object LIKE 'forms.%';

-- Keys and documents. Found: what is referred to, and what is changed. Silent: logs, sessions, what has columns, what is small.
CREATE TABLE things (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), doc jsonb NOT NULL, changed_at timestamptz DEFAULT now());
CREATE TABLE parts (id int PRIMARY KEY, body json);
CREATE TABLE part_uses (part_id int REFERENCES parts, name text);
CREATE TABLE events (id int PRIMARY KEY, happened_at timestamptz, payload jsonb);
CREATE TABLE sessions (id int PRIMARY KEY, data jsonb, expires_at timestamptz);
CREATE TABLE products (id int PRIMARY KEY, name text, price numeric, more jsonb);
CREATE TABLE flags (id int PRIMARY KEY, value jsonb);
INSERT INTO things (doc) SELECT jsonb_build_object('name', 'thing ' || i, 'colour', 'red', 'description', repeat('d', 80)) FROM generate_series(1, 1000) i;
INSERT INTO parts SELECT i, json_build_object('name', 'part ' || i, 'description', repeat('d', 80)) FROM generate_series(1, 500) i;
INSERT INTO events SELECT i, now(), jsonb_build_object('kind', 'click', 'page', repeat('p', 80)) FROM generate_series(1, 1000) i;
INSERT INTO sessions SELECT i, jsonb_build_object('user', i, 'basket', repeat('b', 80)), now() FROM generate_series(1, 1000) i;
INSERT INTO products SELECT i, 'product ' || i, i, jsonb_build_object('description', repeat('d', 80)) FROM generate_series(1, 1000) i;
INSERT INTO flags SELECT i, jsonb_build_object('description', repeat('d', 80)) FROM generate_series(1, 50) i;
UPDATE things SET changed_at = now();
UPDATE sessions SET expires_at = now();
UPDATE products SET price = price + 1;
UPDATE flags SET value = value || '{"on": true}';
SELECT pg_stat_force_next_flush();
VACUUM ANALYZE things, parts, part_uses, events, sessions, products, flags;
SELECT object, finding, severity, confidence, evidence ->> 'referenced_by' AS referenced_by FROM pgops.run_checks(ARRAY['schemaless_json']) WHERE object LIKE 'forms.%' ORDER BY object;

-- What depends on a key inside the row. Silent: what differs from row to row, what the key's own table has, a key of one row each.
CREATE TABLE regions (id int PRIMARY KEY, name text, climate text);
INSERT INTO regions SELECT i, 'region ' || i, 'climate ' || i FROM generate_series(1, 200) i;
CREATE TABLE visits (id int PRIMARY KEY, customer_no int, customer_name text, customer_city text, customer_mood text, region_id int REFERENCES regions, region_name text, region_climate text,
    invoice_no int UNIQUE, invoice_title text, invoice_place text, user_id int, user_agent text, user_ip text);
INSERT INTO visits SELECT i, i % 400, 'customer ' || i % 400, 'city ' || i % 400 % 60, 'mood ' || i, i % 200 + 1, 'region ' || i % 200 + 1, 'climate ' || i % 200 + 1, i, 'title ' || i, 'place ' || i % 9,
    i % 300, 'browser ' || i % 150, 'address ' || i % 300 FROM generate_series(1, 4000) i;
VACUUM ANALYZE regions, visits;
SELECT object, finding, evidence ->> 'key' AS key, evidence ->> 'columns' AS columns, evidence ->> 'query' AS query FROM pgops.run_checks(ARRAY['transitive_dependency']) WHERE object LIKE 'forms.%';
SELECT evidence ->> 'query' AS query FROM pgops.run_checks(ARRAY['transitive_dependency']) WHERE object LIKE 'forms.%' \gset
:query
UPDATE visits SET customer_name = 'another' WHERE id = 7;
:query
SELECT check_id, status FROM pgops.check_status WHERE check_id IN ('domain_candidate', 'schemaless_json', 'transitive_dependency') AND status NOT IN ('ok', 'found');
DROP SCHEMA forms CASCADE;
