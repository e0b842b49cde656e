-- trace_id in hex: of those of these traces of which nothing was taken away yet.
SELECT replace(trace_id::text, '-', '')
FROM erasure_trace
WHERE
    project_id = %(project_id)s AND erasure_id = %(erasure_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
    AND NOT headless
ORDER BY trace_id
