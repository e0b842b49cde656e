-- Returns nothing; notes the traces of spans of a user or session (the column) that start within a time.
INSERT INTO erasure_trace (project_id, erasure_id, trace_id)
SELECT DISTINCT %(project_id)s, %(erasure_id)s::bigint, trace_id
FROM span
WHERE
    project_id = %(project_id)s AND start_time >= %(first)s AND start_time < %(last)s
    AND {column} = ANY(%(names)s)
ON CONFLICT DO NOTHING
