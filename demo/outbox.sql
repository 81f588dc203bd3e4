-- The queue, loaded before all else: a long statement beside it would keep VACUUM from cleaning up.
\echo outbox, sent and deleted day by day
INSERT INTO shop.outbox (topic, payload) SELECT 'order', '{"n": 1}' FROM generate_series(1, 300000);
DELETE FROM shop.outbox WHERE id % 20 > 0;
VACUUM (INDEX_CLEANUP on, TRUNCATE off) shop.outbox;
INSERT INTO shop.outbox (topic, payload) SELECT 'order', '{"n": 2}' FROM generate_series(1, 270000);
DELETE FROM shop.outbox WHERE id > 300000 AND id % 20 > 0;
VACUUM (INDEX_CLEANUP on, TRUNCATE off) shop.outbox;
INSERT INTO shop.outbox (topic, payload) SELECT 'order', '{"n": 3}' FROM generate_series(1, 270000);
