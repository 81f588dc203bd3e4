-- What the design of tables and names says: references, lists, repetitions, things, names, and constraints that do not hold.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA design;
SET search_path = design, public;

CREATE VIEW found AS
SELECT check_id, severity, replace(object, 'design.', '') COLLATE "C" AS object, finding, fix_sql, undo_sql, fix_lock, evidence
FROM pgops.run_checks(ARRAY['fk_type_mismatch', 'missing_fk_suspect', 'duplicate_fk', 'not_valid_constraint', 'disabled_trigger', 'fk_cycle', 'multi_to_many',
                            'thing_table', 'list_in_string', 'repeating_columns', 'naming_mixed', 'reserved_word_identifiers', 'inheritance', 'rules'])
WHERE object LIKE '%design%';

--
-- Foreign keys: types, copies, validity
--
CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id integer REFERENCES customers, buyer bigint REFERENCES customers);
SELECT object, severity, finding, fix_sql, fix_lock FROM found WHERE check_id = 'fk_type_mismatch';
SELECT fix_sql FROM found WHERE check_id = 'fk_type_mismatch'
\gexec
ALTER TABLE orders ADD CONSTRAINT once_more FOREIGN KEY (customer_id) REFERENCES customers NOT VALID,
                   ADD CONSTRAINT other_action FOREIGN KEY (buyer) REFERENCES customers ON DELETE CASCADE;
SELECT check_id, object, severity, finding, fix_sql, undo_sql, fix_lock FROM found WHERE check_id IN ('fk_type_mismatch', 'duplicate_fk', 'not_valid_constraint') ORDER BY 1, 2;
SELECT fix_sql FROM found WHERE check_id = 'not_valid_constraint'
\gexec
SELECT fix_sql, undo_sql FROM found WHERE check_id = 'duplicate_fk' AND fix_sql IS NOT NULL
\gexec
-- undone, and done again
SELECT fix_sql FROM found WHERE check_id = 'duplicate_fk' AND fix_sql IS NOT NULL
\gexec
ALTER TABLE orders DROP CONSTRAINT other_action;
SELECT check_id, object FROM found WHERE check_id IN ('fk_type_mismatch', 'duplicate_fk', 'not_valid_constraint');

-- A check of the parent, which the children have from it; and one of a child's own
CREATE TABLE measured (id bigint NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE measured_2026 PARTITION OF measured FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
ALTER TABLE measured ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;
ALTER TABLE measured_2026 ADD CONSTRAINT small CHECK (id < 1000000) NOT VALID;
ALTER TABLE measured ADD FOREIGN KEY (id) REFERENCES customers;
SELECT object, evidence->>'kind' AS kind, fix_sql, fix_lock FROM found WHERE check_id = 'not_valid_constraint' ORDER BY 1;
SELECT fix_sql FROM found WHERE check_id = 'not_valid_constraint' ORDER BY 1
\gexec
SELECT count(*) FROM found WHERE check_id IN ('not_valid_constraint', 'duplicate_fk');

--
-- A suspect, with the command that starts the way to a foreign key
--
CREATE TABLE invoices (id bigint PRIMARY KEY, customer_id bigint, order_id int, external_customer_id bigint, "quoted ""customer" int, seller_id bigint);
SELECT object, severity, finding, evidence->>'target' AS target, evidence->>'target_column' AS key, fix_sql, fix_lock FROM found WHERE check_id = 'missing_fk_suspect';
SELECT fix_sql FROM found WHERE check_id = 'missing_fk_suspect' AND fix_sql IS NOT NULL
\gexec
SELECT check_id, object FROM found WHERE check_id IN ('missing_fk_suspect', 'not_valid_constraint') ORDER BY 2;
-- More values than the other table has rows
CREATE TABLE visits (id bigint, customer_id bigint);
INSERT INTO customers (name) SELECT 'c' FROM generate_series(1, 10);
INSERT INTO visits SELECT n, n FROM generate_series(1, 1000) n;
SELECT object FROM found WHERE check_id = 'missing_fk_suspect';
ANALYZE customers, visits;
SELECT object FROM found WHERE check_id = 'missing_fk_suspect';

--
-- Triggers and rules
--
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER audit BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION nothing();
CREATE TRIGGER parts BEFORE INSERT ON measured FOR EACH ROW EXECUTE FUNCTION nothing();
CREATE TRIGGER on_replicas BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION nothing();
ALTER TABLE orders ENABLE REPLICA TRIGGER on_replicas;
SELECT count(*) FROM found WHERE check_id = 'disabled_trigger';
ALTER TABLE orders DISABLE TRIGGER audit;
ALTER TABLE measured DISABLE TRIGGER parts;
ALTER TABLE invoices DISABLE TRIGGER ALL;
SELECT object, severity, finding, evidence->>'side' AS side, evidence->>'disabled_triggers' AS triggers, fix_lock FROM found WHERE check_id = 'disabled_trigger' ORDER BY 1;
SELECT fix_sql FROM found WHERE check_id = 'disabled_trigger' AND evidence ? 'trigger' ORDER BY object
\gexec
SELECT count(*) FROM found WHERE check_id = 'disabled_trigger' AND evidence ? 'trigger';
ALTER TABLE invoices ENABLE TRIGGER ALL;
SELECT count(*) FROM found WHERE check_id = 'disabled_trigger';
CREATE RULE log_it AS ON INSERT TO visits DO ALSO NOTIFY visits;
CREATE RULE keep_it AS ON DELETE TO visits DO INSTEAD NOTHING;
CREATE VIEW all_visits AS SELECT * FROM visits;
SELECT object, severity, finding FROM found WHERE check_id = 'rules' ORDER BY 1;

--
-- Inheritance, circles, pairs
--
CREATE TABLE old_visits () INHERITS (visits);
CREATE TABLE keyed (id int PRIMARY KEY, "Twice" int, "user" int);
CREATE TABLE keyed_child () INHERITS (keyed);
SELECT object, severity, finding, evidence->'names' AS names FROM found WHERE check_id = 'inheritance' ORDER BY 1;
CREATE TABLE a (id int PRIMARY KEY, b_id int);
CREATE TABLE b (id int PRIMARY KEY, a_id int REFERENCES a, b_id int REFERENCES b);
ALTER TABLE a ADD FOREIGN KEY (b_id) REFERENCES b;
SELECT object, severity, finding FROM found WHERE check_id = 'fk_cycle' ORDER BY 1;
CREATE TABLE a_b (a_id int NOT NULL REFERENCES a, b_id int NOT NULL REFERENCES b);
CREATE TABLE a_b_since (a_id int NOT NULL REFERENCES a, b_id int NOT NULL REFERENCES b, since date, PRIMARY KEY (a_id, b_id));
SELECT object, severity, finding FROM found WHERE check_id = 'multi_to_many' ORDER BY 1;

--
-- Names; the server's own list of words
--
CREATE TABLE "Things we ""keep"" --
" ("some Column" int, "userId" int, userid int, "größe" int, "order" int, "timestamp" int, "left" int, "values" int, "non reserved" int);
SELECT check_id, object, severity, finding FROM found WHERE check_id IN ('naming_mixed', 'reserved_word_identifiers') ORDER BY 1, 2;
-- Every word of the server's own list, which grows with each version.
DO $$ BEGIN EXECUTE (SELECT format('CREATE TABLE words (%s)', string_agg(format('%I int', word), ', ' ORDER BY word)) FROM pg_get_keywords()); END $$;
SELECT (SELECT array_agg(word ORDER BY word) FROM pg_get_keywords() WHERE catcode IN ('R', 'T')) =
       array_agg(evidence->>'word' ORDER BY (evidence->>'word') COLLATE "C") AS the_servers_own FROM found WHERE check_id = 'reserved_word_identifiers' AND object LIKE 'words.%';
DROP TABLE words;

--
-- Lists, repetitions, things
--
CREATE TABLE articles (id bigint PRIMARY KEY, title text, tags text, notes text, statuses varchar(10), phone1 text, phone2 text, phone3 text, address1 text, address2 text);
SELECT check_id, object, severity, finding FROM found WHERE check_id IN ('list_in_string', 'repeating_columns') ORDER BY 1, 2;
INSERT INTO articles VALUES (1, 't', 'x,y', '', '', '111', NULL, '333', '', '');
SELECT 'SELECT id, number, value FROM (' || rtrim(evidence->>'as_rows', ';') || ') rows' AS query FROM found WHERE check_id = 'repeating_columns'
\gexec
CREATE TABLE entities (id bigint PRIMARY KEY, entity_type text NOT NULL);
CREATE TABLE machines (id bigint PRIMARY KEY REFERENCES entities, serial text);
CREATE TABLE rooms (id bigint PRIMARY KEY REFERENCES entities, floor int);
SELECT object, severity, finding FROM found WHERE check_id = 'thing_table';

-- 1,600 columns, none, and types of an extension's kind
SELECT format('CREATE TABLE widest (%s)', string_agg(format('"column%s_%s" text', n, repeat('x', n % 7)), ', ' ORDER BY n)) FROM generate_series(1, 1600) n
\gexec
CREATE TABLE narrowest ();
CREATE TYPE pair AS (a int, b int);
CREATE TABLE typed (pairs pair, ranges int4range[], tags tsvector, customer_id pair);
SELECT check_id, status, reason FROM pgops.check_status
WHERE check_id = ANY (ARRAY['fk_type_mismatch', 'missing_fk_suspect', 'duplicate_fk', 'not_valid_constraint', 'disabled_trigger', 'fk_cycle', 'multi_to_many',
                            'thing_table', 'list_in_string', 'repeating_columns', 'naming_mixed', 'reserved_word_identifiers', 'inheritance', 'rules']) AND status = 'failed';
SELECT check_id, count(*) FROM found WHERE object LIKE '%widest%' GROUP BY 1 ORDER BY 1;
DROP SCHEMA design CASCADE;
