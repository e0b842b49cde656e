-- One row for each of our tables that holds rows: `name` as pg_dump says it, `bytes` on disk.
SELECT n.nspname || '.' || c.relname AS name, pg_table_size(c.oid) AS bytes
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname = ANY (%(schemas)s)
