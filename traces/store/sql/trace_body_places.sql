-- Returns (span_id, batch_id, body_index) of the first spans of a trace; one that counts comes last of those with its id.
SELECT span_id, batch_id, body_index
FROM (
    SELECT span_id, batch_id, body_index, superseded, start_ns
    FROM span
    WHERE
        project_id = %(project_id)s AND trace_id = %(trace_id)s
        AND start_time >= %(from_time)s AND start_time <= %(to_time)s
    ORDER BY start_ns, span_id
    LIMIT %(most)s
) AS first_spans
ORDER BY superseded DESC, start_ns DESC
