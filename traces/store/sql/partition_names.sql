-- name: the partitions of one table, which hold the days of every project_id.
SELECT child.relname AS name
FROM pg_inherits
JOIN pg_class AS child ON child.oid = inhrelid
WHERE inhparent = %(parent)s::regclass
ORDER BY child.relname
