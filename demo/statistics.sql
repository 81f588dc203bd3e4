-- After loading: what the planner knows, what VACUUM gives back, and what came later.
SET synchronous_commit = off;
\echo statistics and free space
REFRESH MATERIALIZED VIEW shop.best_sellers;
VACUUM shop.carts, shop.outbox, warehouse.door_events, blog.drafts;
SELECT format('ANALYZE %I.%I', schemaname, tablename)
FROM (SELECT schemaname, tablename FROM pg_tables UNION ALL SELECT schemaname, matviewname FROM pg_matviews) tables
WHERE schemaname IN ('shop', 'warehouse', 'blog', 'legacy') AND tablename NOT IN ('page_views', 'subscriptions')
\gexec
\echo a unique index that fails, as there are duplicates, and is left behind invalid
\set ON_ERROR_STOP off
\o /dev/null
CREATE UNIQUE INDEX CONCURRENTLY vouchers_code_key ON legacy.vouchers (code);
\set ON_ERROR_STOP on
CREATE INDEX CONCURRENTLY vouchers_code_idx ON legacy.vouchers (code);
\echo blog page views, loaded after the statistics were gathered
INSERT INTO blog.page_views (post_id, visitor, viewed_at) SELECT 1 + n % 4000, md5((n % 9000)::text), timestamptz '2025-01-01' + n * interval '1 minute' FROM generate_series(1, 60000) n;
