-- What a design leaves to luck: ends of ranges, numbers that should be unique, words and pairs in tables of their own, large objects.
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgops_ext;
CREATE SCHEMA gaps;
SET search_path = gaps, public;

CREATE VIEW found AS
SELECT check_id, severity, replace(object, 'gaps.', '') COLLATE "C" AS object, finding, fix_sql, confidence, evidence
FROM pgops.run_checks(ARRAY['range_as_two_columns', 'missing_unique_suspect', 'tag_subsidiary_table', 'large_junction_table', 'orphaned_large_objects'])
WHERE object LIKE '%gaps%' OR check_id = 'orphaned_large_objects';

--
-- Ranges: found; then held together by a CHECK, by EXCLUDE, or two events and no range
--
CREATE TABLE coupons (id bigint PRIMARY KEY, valid_from timestamptz, valid_until timestamptz, created_at timestamptz, updated_at timestamptz);
CREATE TABLE prices (article bigint, "valid ""from" date, "valid ""to" date, PRIMARY KEY (article, "valid ""from"));
CREATE TABLE checked (starts_on date, ends_on date, CHECK (starts_on < ends_on));
CREATE TABLE excluded (start_date date, end_date date, EXCLUDE USING gist (daterange(start_date, end_date) WITH &&));
SELECT object, severity, finding, confidence, evidence->>'range' AS range, evidence->>'versions' AS versions, evidence->>'migration' AS migration
FROM found WHERE check_id = 'range_as_two_columns' ORDER BY 1;
SELECT regexp_split_to_table(evidence->>'migration', '\n') FROM found WHERE check_id = 'range_as_two_columns' AND object LIKE 'coupons%'
\gexec
SELECT object FROM found WHERE check_id = 'range_as_two_columns';
DROP TABLE coupons, prices, checked, excluded;

--
-- Numbers of the row itself, all different
--
CREATE TABLE articles (id bigint PRIMARY KEY, sku text NOT NULL, article_number int, ean text UNIQUE, supplier_number text, code text);
CREATE INDEX ON articles (sku);
INSERT INTO articles SELECT n, 'S' || n, CASE WHEN n % 3 > 0 THEN n END, n, n, n / 2 FROM generate_series(1, 2000) n;
SELECT object FROM found WHERE check_id = 'missing_unique_suspect';
ANALYZE articles;
SELECT object, severity, finding, confidence, fix_sql, evidence->>'migration' AS migration FROM found WHERE check_id = 'missing_unique_suspect' ORDER BY 1;
SELECT regexp_split_to_table(evidence->>'migration', '\n') FROM found WHERE check_id = 'missing_unique_suspect'
\gexec
SELECT object FROM found WHERE check_id = 'missing_unique_suspect';

--
-- Words in a table of their own, and what looks alike: a translation, facts of the pair, words that others refer to
--
CREATE TABLE labels (article_id bigint REFERENCES articles, label text, PRIMARY KEY (article_id, label));
CREATE TABLE tags (id bigint PRIMARY KEY, name text UNIQUE);
CREATE TABLE tagged (article_id bigint REFERENCES articles, tag_id bigint REFERENCES tags, PRIMARY KEY (article_id, tag_id));
CREATE TABLE titles (article_id bigint REFERENCES articles, language text, title text, PRIMARY KEY (article_id, language));
INSERT INTO labels VALUES (1, 'new'), (1, 'green'), (2, 'new');
INSERT INTO tags VALUES (1, 'soft'), (2, 'hard');
INSERT INTO tagged VALUES (1, 1), (2, 2), (2, 1);
SELECT object, severity, finding, evidence->>'words_in' AS words_in FROM found WHERE check_id = 'tag_subsidiary_table' ORDER BY 1;
SELECT regexp_split_to_table(evidence->>'migration', '\n') FROM found WHERE check_id = 'tag_subsidiary_table' AND object LIKE 'labels%'
\gexec
SELECT id, pgops_words FROM articles WHERE id <= 3 ORDER BY 1;
ALTER TABLE articles DROP COLUMN pgops_words;
SELECT regexp_split_to_table(evidence->>'migration', '\n') FROM found WHERE check_id = 'tag_subsidiary_table' AND object LIKE 'tagged%'
\gexec
SELECT id, pgops_words FROM articles WHERE id <= 3 ORDER BY 1;
CREATE TABLE names (tag_id bigint REFERENCES tags, language text, name text);
SELECT object FROM found WHERE check_id = 'tag_subsidiary_table' ORDER BY 1;

--
-- A few pairs are no reason for arrays
--
SELECT count(*) FROM found WHERE check_id = 'large_junction_table';

--
-- Large objects: none; some that no column could hold; as many as there are rows
--
SELECT count(*) FROM found WHERE check_id = 'orphaned_large_objects';
SELECT count(lo_from_bytea(900000 + n, '\x01')) FROM generate_series(1, 50) n;
SELECT object, finding, confidence, fix_sql, evidence->'large_objects' AS objects, evidence->'columns_of_references' AS columns
FROM found WHERE check_id = 'orphaned_large_objects';
CREATE DOMAIN lo AS oid;
CREATE TABLE documents (id bigint PRIMARY KEY, content lo);
INSERT INTO documents SELECT n, 900000 + n FROM generate_series(1, 50) n;
ANALYZE documents;
SELECT finding FROM found WHERE check_id = 'orphaned_large_objects';
DELETE FROM documents WHERE id <= 30;
VACUUM ANALYZE documents;
SELECT finding FROM found WHERE check_id = 'orphaned_large_objects';
SELECT count(lo_unlink(900000 + n)) FROM generate_series(1, 50) n;

SELECT check_id, reason FROM pgops.check_status
WHERE check_id = ANY (ARRAY['range_as_two_columns', 'missing_unique_suspect', 'tag_subsidiary_table', 'large_junction_table', 'orphaned_large_objects']) AND status = 'failed';
DROP SCHEMA gaps CASCADE;
