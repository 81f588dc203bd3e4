-- Planted statements: each asks for what it wants in a way that does not grow with the shop.
SELECT id, name FROM shop.products ORDER BY created_at, id LIMIT 20 OFFSET 20000;
SELECT count(*) FROM shop.order_lines;
SELECT id FROM shop.customers WHERE full_name LIKE '%Ferrari%';
SELECT id FROM shop.customers WHERE lower(email) = 'customer77@example.org';
SELECT id FROM shop.products ORDER BY random() LIMIT 5;
SELECT count(*) FROM shop.categories WHERE id NOT IN (SELECT parent_id FROM shop.categories);
SELECT count(*) FROM shop.brands, shop.carriers;
-- And their look-alikes.
SELECT count(*) FROM shop.brands WHERE id NOT IN (SELECT brand_id FROM shop.products);
SELECT id, name FROM shop.products WHERE id > 20000 ORDER BY id LIMIT 20;
SELECT id FROM shop.customers WHERE email = 'customer77@example.org';
SELECT count(*) FROM shop.brands b WHERE NOT EXISTS (SELECT FROM shop.products p WHERE p.brand_id = b.id);
