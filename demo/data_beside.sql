-- What churned in the shop, and the rows of warehouse, blog and legacy; loaded at the same time as data.sql.
\ir random.sql

\echo carts, most of them abandoned and deleted
INSERT INTO shop.carts (customer_id, contents, updated_at)
SELECT 1 + n % 40000, jsonb_build_object('items', jsonb_build_array(n, n + 1, n + 2), 'note', 'a basket of the kind that most people leave behind'), pg_temp.moment() FROM generate_series(1, 120000) n;
DELETE FROM shop.carts WHERE id % 5 > 0;
\echo warehouse: stock, movements
INSERT INTO warehouse.warehouses (name, city) SELECT 'Depot ' || n, pg_temp.pick('{Basel,Lille,Utrecht}') FROM generate_series(1, 2) n;
INSERT INTO warehouse.stock_levels SELECT w, p, pg_temp.number(500), 'aisle ' || p % 90 || ', shelf ' || p % 12 || ', count again before the end of the year' FROM generate_series(1, 2) w, generate_series(1, 30000) p;
UPDATE warehouse.stock_levels SET quantity = quantity + 1 WHERE warehouse_id = 1;
INSERT INTO warehouse.stock_movements (product_id, quantity, moved_at) SELECT 1 + n % 30000, n % 20 - 10, timestamptz '2024-01-01' + n * interval '10 minutes' FROM generate_series(1, 60000) n;
\echo warehouse: door events, the newest of them twice
INSERT INTO warehouse.door_events (is_entry, is_visitor, badge_number, door, happened_at, is_night)
SELECT n % 2 = 0, n % 9 = 0, n % 400, n % 12, timestamptz '2024-01-01' + n * interval '1 minute', n % 1440 < 360 FROM generate_series(1, 640000) n;
DELETE FROM warehouse.door_events WHERE event_number > 490000;
\echo warehouse: suppliers, purchase orders, feed
INSERT INTO warehouse.suppliers (name, city, lead_time_days) SELECT 'Supplier ' || n, pg_temp.pick('{Basel,Lille,Utrecht}'), n % 30 FROM generate_series(1, 2000) n;
INSERT INTO warehouse.purchase_orders (supplier_id, ordered_on, total) SELECT pg_temp.number(2000), date '2024-01-01' + n / 20, 100 + n % 900 FROM generate_series(1, 12000) n;
INSERT INTO warehouse.supplier_feed (item_code, item_text, price_code) SELECT n, 'Article ' || n, n % 10 FROM generate_series(1, 1000) n;
\echo blog: authors, posts, revisions, comments
INSERT INTO blog.authors (name, email) SELECT 'Author ' || n, 'author' || n || '@example.org' FROM generate_series(1, 200) n;
INSERT INTO blog.posts (author_id, slug, title, body, tags, published_at)
SELECT pg_temp.number(200), 'post-' || n, 'How to choose number ' || n, repeat(pg_temp.prose(5), 14), ARRAY[pg_temp.pick('{kitchen,garden,travel}'), pg_temp.pick('{how-to,news,story}')], pg_temp.moment() FROM generate_series(1, 4000) n;
INSERT INTO blog.post_revisions SELECT p, r, pg_temp.prose(8), timestamptz '2024-05-01' + p * interval '1 hour' FROM generate_series(1, 4000) p, generate_series(1, 3) r;
INSERT INTO blog.drafts (title, body) SELECT 'Draft ' || n, repeat('What to write about number ' || n || '? ', 130) FROM generate_series(1, 4000) n;
DELETE FROM blog.drafts WHERE id % 5 > 0;
INSERT INTO blog.comments (commentable_type, commentable_id, author_name, body, created_at)
SELECT CASE WHEN n % 3 = 0 THEN 'Post' ELSE 'Product' END, pg_temp.number(4000), 'Visitor ' || n % 977, pg_temp.prose(1), pg_temp.moment() FROM generate_series(1, 40000) n;
INSERT INTO blog."mediaFiles" ("fileName", width, height) SELECT 'photo-' || n || '.jpg', 800, 600 FROM generate_series(1, 2000) n;
\echo legacy: objects, contacts, audit log, vouchers
INSERT INTO legacy.objects (object_type, owner_name, created_at) SELECT pg_temp.pick('{page,image,user,comment,job}'), 'import', timestamp '2019-01-01' + n * interval '1 hour' FROM generate_series(1, 10000) n;
INSERT INTO legacy.contacts (customer_id, phone1, phone2, opt_in, object_id) SELECT n, '+41 ' || n, '+49 ' || n, pg_temp.pick('{Y,N}'), n FROM generate_series(1, 8000) n;
INSERT INTO legacy.audit_log (action, entity_type, entity_id, logged_at) SELECT pg_temp.pick('{insert,update}'), pg_temp.pick('{order,customer,product}'), pg_temp.number(100000), pg_temp.moment() FROM generate_series(1, 40000);
INSERT INTO legacy.vouchers (code, amount, object_id) SELECT 'V' || n % 4990, 10, n FROM generate_series(1, 5000) n;
