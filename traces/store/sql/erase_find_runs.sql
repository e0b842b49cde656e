-- Returns nothing; notes the traces of runs of a session.
INSERT INTO erasure_trace (project_id, erasure_id, trace_id)
SELECT DISTINCT %(project_id)s, %(erasure_id)s::bigint, trace_id
FROM trace_run
WHERE
    project_id = %(project_id)s AND session = ANY(%(names)s)
    AND (%(before)s::timestamptz IS NULL OR start_time < %(before)s)
ON CONFLICT DO NOTHING
