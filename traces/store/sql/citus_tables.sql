-- One row a table without partitions of others, `name`; `by_trace`: it has keys, and each of them holds the trace's id.
SELECT c.relname AS name,
       COALESCE(bool_and(t.attnum = ANY (i.indkey)) FILTER (WHERE i.indisunique), false) AS by_trace
FROM pg_class AS c
LEFT JOIN pg_attribute AS t ON t.attrelid = c.oid AND t.attname = 'trace_id' AND t.atttypid = 'uuid'::regtype
LEFT JOIN pg_index AS i ON i.indrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
GROUP BY c.relname
ORDER BY c.relname
