-- Many small analyzed tables with two indexes each, as multi-tenant applications have them. -v count=20000
\set ON_ERROR_STOP on
SET client_min_messages = warning;
CREATE SCHEMA tenant;
CREATE PROCEDURE tenant.make(first int, last int) LANGUAGE plpgsql AS $$
DECLARE
    rows int;
BEGIN
    FOR i IN first..last LOOP
        rows := 5 + i % 40;
        EXECUTE format('CREATE TABLE tenant.orders_%s (order_id bigint, customer text, placed timestamptz, total numeric, paid boolean, note text, items int)', i);
        EXECUTE format('INSERT INTO tenant.orders_%s SELECT n, ''customer '' || n %% 7, timestamptz ''2026-01-01'' + n * interval ''1 hour'', n * 1.5, n %% 2 = 0, NULL, n %% 5 FROM generate_series(1, %s) n', i, rows);
        EXECUTE format('ALTER TABLE tenant.orders_%s ADD PRIMARY KEY (order_id)', i);
        EXECUTE format('CREATE INDEX ON tenant.orders_%s (customer, placed)', i);
        EXECUTE format('ANALYZE tenant.orders_%s', i);
        IF i % 250 = 0 THEN
            RAISE NOTICE '% tables', i;
            COMMIT;
        END IF;
    END LOOP;
END $$;
SET client_min_messages = notice;
CALL tenant.make(1, :count);
VACUUM (ANALYZE) pg_catalog.pg_class;
VACUUM (ANALYZE) pg_catalog.pg_attribute;
VACUUM (ANALYZE) pg_catalog.pg_statistic;
VACUUM (ANALYZE) pg_catalog.pg_index;
VACUUM (ANALYZE) pg_catalog.pg_constraint;
VACUUM (ANALYZE) pg_catalog.pg_depend;
VACUUM (ANALYZE) pg_catalog.pg_type;
CHECKPOINT;
