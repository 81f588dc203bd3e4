-- The rows of the shop. data_beside.sql is loaded at the same time, statistics.sql after both.
\ir random.sql

\echo countries, brands, categories, carriers, tags
INSERT INTO shop.countries SELECT code, 'Country ' || code FROM unnest('{AT,AU,BE,BR,CA,CH,CZ,DE,DK,ES,FI,FR,GB,GR,IE,IT,JP,LU,NL,NO,NZ,PL,PT,SE,US}'::text[]) code;
INSERT INTO shop.brands (name) SELECT pg_temp.pick('{North,Hill,River,Stone,Oak,Amber,Copper}') || pg_temp.pick('{ware,craft,house,works,line}') || ' ' || n FROM generate_series(1, 400) n;
INSERT INTO shop.categories (parent_id, slug, name) SELECT CASE WHEN n > 20 THEN 1 + n % 20 END, 'category-' || n, 'Category ' || n FROM generate_series(1, 2000) n;
INSERT INTO shop.carriers (name) SELECT unnest('{Parcel Post,Night Express,Bike Courier,Sea Freight}'::text[]);
INSERT INTO shop.tags (name) SELECT 'tag ' || n FROM generate_series(1, 500) n;
\echo customers
INSERT INTO shop.customers (email, salutation, full_name, country_code, preferences, referral_code, is_active, born_on, signed_up_at)
SELECT 'customer' || n || '@example.org', pg_temp.pick('{Mr,Ms,Dr}'),
       pg_temp.pick('{Ada,Bela,Carla,Deniz,Emil,Fatima,Georg,Hana,Ivo,Jun,Kofi,Lea}') || ' ' || pg_temp.pick('{Adler,Bauer,Costa,Dubois,Eriksen,Ferrari,Garcia,Horvat,Ito}'),
       pg_temp.pick('{AT,CH,DE,DK,ES,FR,GB,IT,NL,SE,US}'), jsonb_build_object('newsletter', random() < 0.4, 'language', pg_temp.pick('{de,en,fr}')),
       CASE WHEN random() < 0.03 THEN 'friend-' || n END, random() < 0.95, date '1950-01-01' + (random() * 20000)::int, pg_temp.moment()
FROM generate_series(1, 40000) n;
\echo addresses
INSERT INTO shop.addresses (customer_id, kind, street, postal_code, city, country_code)
SELECT 1 + n % 40000, CASE WHEN n > 40000 THEN 'shipping' ELSE 'billing' END, pg_temp.pick('{Lake,Mill,Church,Station,Garden}') || ' Street ' || n % 199,
       lpad((n * 37 % 99999)::text, 5, '0'), pg_temp.pick('{Graz,Lyon,Porto,Turin,Ghent,Malmo,Leeds,Bonn}'), pg_temp.pick('{AT,CH,DE,DK,ES,FR,GB,IT,NL,SE,US}')
FROM generate_series(1, 55000) n;
\echo products
INSERT INTO shop.products (brand_id, category_id, sku, name, description, price, weight_kg, attributes, is_active, created_at)
SELECT pg_temp.number(400), pg_temp.number(2000), 'SKU-' || lpad(n::text, 8, '0'),
       pg_temp.pick('{Small,Large,Folding,Classic,Light,Heavy}') || ' ' || pg_temp.pick('{kettle,lamp,chair,basket,blanket,mug,shelf,clock}') || ' ' || n,
       pg_temp.prose(4), round((random() * 300)::numeric, 2), random() * 20,
       jsonb_build_object('colour', pg_temp.pick('{red,blue,green,black,white}'), 'size', pg_temp.number(60)), random() < 0.9, pg_temp.moment()
FROM generate_series(1, 30000) n;
\echo product prices and translations
INSERT INTO shop.product_prices SELECT n, currency, round((random() * 300)::numeric, 2) FROM generate_series(1, 30000) n, unnest('{CHF,EUR}'::text[]) currency;
INSERT INTO shop.product_translations SELECT n, 'fr', 'Produit ' || n, pg_temp.prose(2) FROM generate_series(1, 10000) n;
\echo product attributes
INSERT INTO shop.product_attributes (product_id, attribute_name, attribute_value)
SELECT n, name, CASE name WHEN 'warranty' THEN pg_temp.number(60)::text ELSE pg_temp.pick('{oak,steel,glass,cotton,yes,no}') END
FROM generate_series(1, 30000) n, unnest('{material,dishwasher,warranty}'::text[]) name;
\echo product images and tags
INSERT INTO shop.product_images (product_id, url, sort_order) SELECT n, 'https://images.example.org/' || md5(n::text) || '.jpg', s FROM generate_series(1, 30000) n, generate_series(1, 1) s;
INSERT INTO shop.product_tags SELECT n, 1 + (n * 7 + k * 31) % 500 FROM generate_series(1, 30000) n, generate_series(1, 2) k;
INSERT INTO shop.product_categories_flat (product_id, category_path) SELECT n, 'home/kitchen/' || n % 50 FROM generate_series(1, 5000) n;
\echo newsletter subscribers, web sessions, page cache, coupons, gift cards
INSERT INTO shop.newsletter_subscribers (email, topics, birth_year)
SELECT 'reader' || n || '@example.org', pg_temp.pick('{"sale,new,kitchen","garden","sale,garden,travel","new"}'), (1950 + n % 55)::text FROM generate_series(1, 15000) n;
INSERT INTO shop.web_sessions (customer_id, data, expires_at) SELECT pg_temp.number(40000), '{"step": "basket"}', pg_temp.moment() FROM generate_series(1, 20000);
INSERT INTO shop.page_cache SELECT '/product/' || n, repeat('<p>' || n || '</p>', 20), pg_temp.moment() FROM generate_series(1, 5000) n;
INSERT INTO shop.coupons (code, percent_off, valid_from, valid_until) SELECT 'SAVE' || n, 5 + n % 40, m, m + interval '30 days' FROM generate_series(1, 500) n, LATERAL (SELECT pg_temp.moment() + n * interval '0' AS m) moments;
INSERT INTO shop.gift_cards (code, balance) SELECT md5(n::text), round((random() * 100)::numeric, 2) FROM generate_series(1, 5000) n;
\echo orders
INSERT INTO shop.orders (customer_id, shipping_address_id, coupon_id, status, legacy_reference, total, placed_at)
SELECT 1 + n % 40000, 1 + n % 55000, CASE WHEN n % 9 = 0 THEN 1 + n % 500 END, CASE WHEN n > 99000 THEN 'pending' ELSE pg_temp.pick('{paid,shipped,done,done,cancelled}') END,
       'OLD-' || md5(n::text), round((random() * 500)::numeric, 2), timestamptz '2024-01-01' + n * interval '10 minutes'
FROM generate_series(1, 100000) n;
UPDATE shop.orders SET status = 'shipped' WHERE status = 'paid';
\echo order lines
INSERT INTO shop.order_lines SELECT o, l, 1 + (o * 13 + l * 7919) % 30000, 1 + o % 3, 19.90 FROM generate_series(1, 100000) o, generate_series(1, 1 + o % 2) l;
\echo payments, refunds, invoices
INSERT INTO shop.payments (order_id, method, amount, captured_at) SELECT n, pg_temp.pick('{card,transfer,cash}'), (random() * 500)::numeric::money, timestamp '2024-01-01' + n * interval '10 minutes' FROM generate_series(1, 45000) n;
INSERT INTO shop.refunds (payment_id, amount, reason, refunded_at) SELECT pg_temp.number(45000), 19.90, pg_temp.pick('{broken,late,too small}'), pg_temp.moment() FROM generate_series(1, 30000);
SELECT setval('shop.invoices_id_seq', 2050000000) \g /dev/null
INSERT INTO shop.invoices (order_id, number, issued_on) SELECT n, 'INV-' || n, date '2024-01-01' + n / 144 FROM generate_series(1, 20000) n;
SELECT setval('shop.pickup_slip_number', 990) \g /dev/null
\echo shipments, reviews, wishlists
INSERT INTO shop.shipments (order_id, carrier_id, tracking_number, tracking_events, shipped_at)
SELECT n, CASE WHEN n % 10 > 0 THEN pg_temp.number(4) END, 'TRACK' || n, '[{"at": "depot", "ok": true}, {"at": "door", "ok": true}]', timestamptz '2024-01-02' + n * interval '10 minutes' FROM generate_series(1, 50000) n;
INSERT INTO shop.reviews (product_id, customer_id, rating, body, created_at)
SELECT 1 + n % 30000, 1 + (n * 17) % 40000, pg_temp.number(5), pg_temp.prose(1), pg_temp.moment() FROM generate_series(1, 30000) n;
INSERT INTO shop.wishlists (customer_id, name) SELECT 1 + n % 40000, 'For later' FROM generate_series(1, 5000) n;
