-- trace_id of the good trace nearest to one: of the newest 200 of its workflow and time, the one that shares most traits.
SELECT trace_id
FROM (
    SELECT trace_id, start_time, span_count, traits
    FROM trace
    WHERE
        project_id = %(project_id)s AND workflow = %(workflow)s AND trace_id <> %(trace_id)s
        AND settled_at IS NOT NULL AND cause IS NULL AND status <> 'error' AND outcome IS DISTINCT FROM 'failure'
        AND start_time >= %(from_time)s AND start_time <= %(to_time)s
    ORDER BY start_time DESC
    LIMIT 200
) AS good
ORDER BY
    cardinality(ARRAY(SELECT unnest(traits) INTERSECT SELECT unnest(%(traits)s::text[]))) DESC,
    abs(span_count - %(span_count)s), abs(extract(EPOCH FROM start_time - %(to_time)s)), trace_id
LIMIT 1
