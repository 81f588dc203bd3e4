-- What the same questions (row width and pages of every table and index, duplicate indexes, keys) cost in SQL over pg_stats.
WITH width AS (
    SELECT schemaname, tablename, sum((1 - null_frac) * avg_width) AS bytes, max(null_frac) AS nulls, count(*) AS columns
    FROM pg_catalog.pg_stats GROUP BY 1, 2
), tables AS (
    SELECT c.oid, c.relpages, ceil(c.reltuples * (28 + w.bytes) / 8168) AS needed
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN width w ON w.schemaname = n.nspname AND w.tablename = c.relname
    WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
), indexes AS (
    SELECT i.indexrelid, ic.relpages, ceil(ic.reltuples * (12 + sum((1 - s.null_frac) * s.avg_width)) / 7340) AS needed
    FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
    JOIN pg_catalog.pg_class tc ON tc.oid = i.indrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = tc.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    JOIN pg_catalog.pg_stats s ON s.schemaname = n.nspname AND s.tablename = tc.relname AND s.attname = a.attname
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
    GROUP BY i.indexrelid, ic.relpages, ic.reltuples
), twins AS (
    SELECT i.indrelid, i.indkey::text, count(*) AS equals FROM pg_catalog.pg_index i GROUP BY 1, 2 HAVING count(*) > 1
), without_key AS (
    SELECT c.oid FROM pg_catalog.pg_class c
    WHERE c.relkind = 'r' AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'p')
)
SELECT (SELECT count(*) FROM tables WHERE needed < relpages) AS tables, (SELECT count(*) FROM indexes WHERE needed < relpages) AS indexes,
       (SELECT count(*) FROM twins) AS twins, (SELECT count(*) FROM without_key) AS without_key;
