-- What the shop's own people and its jobs ask for: every index that is meant to be used is used here.
SELECT count(*) FROM shop.categories WHERE parent_id = 3;
SELECT count(*) FROM shop.products WHERE brand_id = 7;
SELECT count(*) FROM shop.products WHERE category_id = 70;
SELECT count(*) FROM shop.products WHERE attributes @> '{"colour": "red", "size": 42}';
SELECT name FROM shop.products WHERE name > 'Small lamp 17' ORDER BY name LIMIT 20;
SELECT count(*) FROM shop.products WHERE name LIKE 'Folding chair 2%';
SELECT count(price) FROM shop.products WHERE NOT is_active;
SELECT count(*) FROM shop.product_tags WHERE tag_id = 12;
SELECT count(email) FROM shop.customers WHERE country_code = 'CH';
SELECT email FROM shop.customers WHERE referral_code = 'friend-77';
SELECT count(*) FROM shop.customers WHERE NOT is_active AND signed_up_at > '2025-06-01';
SELECT city FROM shop.addresses WHERE customer_id = 99;
SELECT count(street) FROM shop.addresses WHERE country_code = 'DE';
SELECT count(contents) FROM shop.carts WHERE customer_id = 5;
SELECT name FROM shop.wishlists WHERE customer_id = 5;
SELECT count(total) FROM shop.orders WHERE shipping_address_id = 5;
SELECT count(total) FROM shop.orders WHERE customer_id = 5;
SELECT id FROM shop.orders WHERE customer_id = 5 AND placed_at > '2024-06-01' ORDER BY placed_at LIMIT 1;
-- The turnover of each day of a quarter.
SELECT sum(turnover) FROM generate_series(timestamptz '2025-01-01', '2025-03-31', '1 day') AS day,
    LATERAL (SELECT sum(total) AS turnover FROM shop.orders WHERE placed_at >= day AND placed_at < day + interval '1 day') AS of_day;
SELECT id FROM shop.orders WHERE status = 'pending' ORDER BY placed_at LIMIT 10;
SELECT sum(quantity) FROM shop.order_lines WHERE product_id = 5;
SELECT amount FROM shop.payments WHERE order_id = 5;
SELECT number FROM shop.invoices WHERE order_id = 5;
SELECT count(tracking_number) FROM shop.shipments WHERE order_id = 5;
SELECT count(tracking_number) FROM shop.shipments WHERE carrier_id = 2 AND carrier_id IS NOT NULL;
SELECT order_id FROM shop.shipments WHERE tracking_number = 'TRACK5';
SELECT count(body) FROM shop.reviews WHERE customer_id = 5;
SELECT sum(quantity) FROM warehouse.stock_levels WHERE product_id = 5;
SELECT sum(quantity) FROM warehouse.stock_movements WHERE product_id = 5;
SELECT sum(total) FROM warehouse.purchase_orders WHERE supplier_id = 5;
SELECT count(title) FROM blog.posts WHERE author_id = 5;
SELECT count(title) FROM blog.posts WHERE tags @> '{garden,story}';
SELECT count(visitor) FROM blog.page_views WHERE post_id = 5;
SELECT count(phone1) FROM legacy.contacts WHERE customer_id = 5;
SELECT count(action) FROM legacy.audit_log WHERE entity_type = 'order' AND entity_id = 5;
SELECT amount FROM legacy.vouchers WHERE code = 'V77';
