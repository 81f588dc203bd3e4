-- What a report is about and what it leaves out: the server's own objects, those of extensions, temporary ones; partitions and
-- children speak through their parents.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
SET pgops.min_relation_size = 0;
SET pgops.min_statistics_age = 0;
SET pgops.wide_table_columns = 2;
CREATE SCHEMA sco;
SET search_path = sco, public;

-- The server's own schemas, and the product's: never.
SELECT check_id, object FROM pgops.findings WHERE coalesce(classid, 0) <> 0 AND object ~ '^"?(pg_|information_schema|pgops)';

-- Objects of an extension belong to its authors; what a user puts into the same schema is the user's.
CREATE SCHEMA member;
CREATE TABLE member.of_extension (a money, t timestamp);
CREATE SEQUENCE member.sequence_of_extension MAXVALUE 10;
SELECT setval('member.sequence_of_extension', 10);
CREATE TABLE member.of_user (a money);
CREATE INDEX of_user_on_extension ON member.of_extension (a);
CREATE INDEX of_user_on_extension_again ON member.of_extension (a);
SELECT check_id, object COLLATE "C" FROM pgops.findings WHERE object LIKE 'member.%' ORDER BY 2, 1;
ALTER EXTENSION pgops_ext ADD TABLE member.of_extension;
ALTER EXTENSION pgops_ext ADD SEQUENCE member.sequence_of_extension;
SELECT check_id, object COLLATE "C" FROM pgops.findings WHERE object LIKE 'member.%' ORDER BY 2, 1;
ALTER EXTENSION pgops_ext DROP TABLE member.of_extension;
ALTER EXTENSION pgops_ext DROP SEQUENCE member.sequence_of_extension;
-- A schema that belongs to an extension may hold tables of users.
ALTER EXTENSION pgops_ext ADD SCHEMA member;
SELECT DISTINCT object COLLATE "C" AS object FROM pgops.findings WHERE object LIKE 'member.of_user%' ORDER BY 1;
ALTER EXTENSION pgops_ext DROP SCHEMA member;
DROP SCHEMA member CASCADE;

-- Temporary tables are gone before anybody could mend them.
CREATE TEMPORARY TABLE passing (a money, t timestamp, c char(3));
CREATE TEMPORARY SEQUENCE passing_numbers MAXVALUE 10;
SELECT setval('passing_numbers', 10);
CREATE INDEX ON passing (a);
CREATE INDEX ON passing (a);
SELECT check_id, object FROM pgops.findings WHERE object LIKE '%passing%';

-- Partitions: the parent once, on every level; nothing of the children.
CREATE TABLE parted (k int, t timestamp, c char(3), m money, j json, PRIMARY KEY (k)) PARTITION BY RANGE (k);
CREATE TABLE parted_low PARTITION OF parted FOR VALUES FROM (0) TO (10) PARTITION BY LIST (k);
CREATE TABLE parted_1 PARTITION OF parted_low FOR VALUES IN (1);
CREATE TABLE parted_high PARTITION OF parted FOR VALUES FROM (10) TO (20);
CREATE TABLE attached (k int NOT NULL, t timestamp, c char(3), m money, j json);
ALTER TABLE parted ATTACH PARTITION attached FOR VALUES FROM (20) TO (30);
CREATE INDEX parted_m ON parted (m);
CREATE INDEX parted_m_again ON parted (m);
CREATE INDEX parted_m_j ON parted (m, t);
SELECT check_id, object COLLATE "C" AS object, fix_sql FROM pgops.run_checks(ARRAY['index', 'no_pk', 'int4_pk', 'timestamp_without_tz', 'char_n', 'money', 'json_not_jsonb', 'wide_table'])
WHERE object ~ 'parted|attached' ORDER BY check_id, 2;
-- One that was detached is a table like any other.
ALTER TABLE parted DETACH PARTITION attached;
SELECT check_id, object COLLATE "C" AS object FROM pgops.run_checks(ARRAY['no_pk', 'money', 'int4_pk', 'duplicate_index']) WHERE object LIKE '%attached%' ORDER BY 1, 2;
DROP TABLE parted, attached;

-- Inheritance: what a child inherits is said of its parent; what is its own is said of it. Keys and indexes are not inherited.
CREATE TABLE base (id bigint PRIMARY KEY, t timestamp);
CREATE TABLE derived (own_t timestamp) INHERITS (base);
CREATE TABLE derived_twice () INHERITS (derived);
SELECT check_id, object COLLATE "C" AS object, fix_sql FROM pgops.run_checks(ARRAY['no_pk', 'timestamp_without_tz']) WHERE object ~ 'base|derived' ORDER BY 1, 2;
DROP TABLE base CASCADE;

-- Views, foreign tables, sequences of identity columns, composite types: no tables of rows.
CREATE VIEW a_view AS SELECT 1::money AS m, now()::timestamp AS t;
CREATE TYPE a_composite AS (m money, t timestamp);
CREATE FOREIGN DATA WRAPPER wrapper;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER wrapper;
CREATE FOREIGN TABLE a_foreign_table (m money, t timestamp, c char(3)) SERVER elsewhere;
SELECT check_id, object FROM pgops.findings WHERE object ~ 'a_(view|composite|foreign_table)';
DROP FOREIGN DATA WRAPPER wrapper CASCADE;
-- A typed table's columns change with their type alone: no command.
CREATE TABLE typed OF a_composite;
SELECT check_id, object COLLATE "C" AS object, fix_sql FROM pgops.run_checks(ARRAY['money', 'timestamp_without_tz']) WHERE object LIKE 'sco.typed%' ORDER BY 2;
DROP TABLE typed;

-- TOAST tables and their indexes are part of their tables.
CREATE TABLE toasted (id bigint PRIMARY KEY, long text);
ALTER TABLE toasted ALTER long SET STORAGE EXTERNAL;
INSERT INTO toasted VALUES (1, repeat('x', 10000));
SELECT check_id, object FROM pgops.findings WHERE object ~ 'toast' AND object NOT LIKE 'sco.toasted%';

-- In the transaction that made or dropped it, and under every isolation level: the state as this transaction has it.
BEGIN;
CREATE TABLE made_now (a money);
SELECT object FROM pgops.run_checks(ARRAY['money']) WHERE object LIKE 'sco.%';
DROP TABLE made_now;
SELECT object FROM pgops.run_checks(ARRAY['money']) WHERE object LIKE 'sco.%';
SAVEPOINT before;
CREATE TABLE made_in_subtransaction (a money);
SELECT object FROM pgops.run_checks(ARRAY['money']) WHERE object LIKE 'sco.%';
ROLLBACK TO before;
SELECT object FROM pgops.run_checks(ARRAY['money']) WHERE object LIKE 'sco.%';
ROLLBACK;
BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE;
SELECT count(*) > 0 AS reported FROM pgops.findings;
COMMIT;
-- A run takes no lock that outlives the statement, and no transaction id.
BEGIN;
SELECT count(*) > 0 AS reported FROM pgops.findings;
SELECT relation::regclass FROM pg_locks
WHERE pid = pg_backend_pid() AND locktype = 'relation' AND relation::regclass::text !~ '^(pgops\.|pg_locks|pg_class|pg_namespace|pg_proc|pg_collation|pg_type)';
SELECT pg_current_xact_id_if_assigned() IS NULL AS no_transaction_id;
COMMIT;

DROP SCHEMA sco CASCADE;
