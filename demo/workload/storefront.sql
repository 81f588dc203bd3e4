-- One visit to the shop; pgbench runs it over and over, as the application's own role.
\set product random(1, 30000)
\set customer random(1, 40000)
\set order random(1, 90000)
\set post random(1, 4000)
SELECT name, price FROM shop.products WHERE id = :product;
SELECT title FROM shop.product_translations WHERE product_id = :product AND language = 'fr';
SELECT attribute_name, attribute_value FROM shop.product_attributes WHERE product_id = :product;
SELECT avg(rating) FROM shop.reviews WHERE product_id = :product;
SELECT slug, title FROM blog.posts WHERE id = :post;
SELECT count(*) FROM blog.comments WHERE commentable_type = 'Post' AND commentable_id = :post;
BEGIN;
UPDATE warehouse.stock_levels SET quantity = quantity - 1 WHERE warehouse_id = 1 AND product_id = :product;
INSERT INTO shop.orders (customer_id, shipping_address_id, status, legacy_reference, total) VALUES (:customer, :customer, 'pending', '', 19.90) RETURNING id \gset
INSERT INTO shop.order_lines VALUES (:id, 1, :product, 1, 19.90);
COMMIT;
UPDATE shop.orders SET status = 'shipped' WHERE id = :order;
SELECT id, total FROM shop.orders WHERE customer_id = :customer ORDER BY placed_at DESC LIMIT 5;
