-- How the rows for schema.sql are made: the same ones each time. Every \echo in the files that include this one is one step of
-- the progress that `load` shows.
SELECT setseed(0.42) \g /dev/null
-- Rows point to rows that exist by construction; checking each one would take half of the time.
SET session_replication_role = replica;
SET synchronous_commit = off;
SET maintenance_work_mem = '128MB';

CREATE FUNCTION pg_temp.pick(text[]) RETURNS text LANGUAGE sql VOLATILE AS 'SELECT $1[1 + floor(random() * cardinality($1))::int]';
CREATE FUNCTION pg_temp.number(bigint) RETURNS bigint LANGUAGE sql VOLATILE AS 'SELECT 1 + floor(random() * $1)::bigint';
CREATE FUNCTION pg_temp.moment() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$SELECT timestamptz '2024-01-01' + random() * interval '700 days'$$;
CREATE FUNCTION pg_temp.prose(sentences int) RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT string_agg(pg_temp.pick('{The handle,This model,Our favourite,The lid,Its base,The finish,Every part}') || ' ' ||
                      pg_temp.pick('{is made of,goes well with,was tested on,comes in,lasts longer than,reminds us of}') || ' ' ||
                      pg_temp.pick('{beech wood,brushed steel,recycled glass,four colours,the old one,a rainy day,strong coffee,twenty washes}') || '.', ' ')
    FROM generate_series(1, sentences)
$$;
