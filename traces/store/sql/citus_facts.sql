-- One row: `available` (the server has the extension's files), `installed` (its version in this database, null: none).
SELECT EXISTS (SELECT FROM pg_available_extensions WHERE name = 'citus') AS available,
       (SELECT extversion FROM pg_extension WHERE extname = 'citus') AS installed
