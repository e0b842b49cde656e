-- Returns nothing; notes the traces of spans of a user or session (the column) that start within a time. Where a time is
-- given before which it all happened: also of later spans if their trace was known by then, for clocks differ.
INSERT INTO erasure_trace (project_id, erasure_id, trace_id)
SELECT DISTINCT %(project_id)s, %(erasure_id)s::bigint, trace_id
FROM span
WHERE
    project_id = %(project_id)s AND start_time >= %(first)s AND start_time < %(last)s
    AND {column} = ANY(%(names)s)
    AND (
        %(before)s::timestamptz IS NULL OR start_time < %(before)s
        OR EXISTS (
            SELECT FROM trace
            WHERE project_id = %(project_id)s AND trace.trace_id = span.trace_id AND first_seen < %(before)s
        )
    )
ON CONFLICT DO NOTHING
