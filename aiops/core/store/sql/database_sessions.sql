-- One row, `others`: how many clients besides this one are connected to this database.
SELECT count(*) AS others
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
