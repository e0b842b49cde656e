-- Returns (span_id, batch_id, body_index) of every span of a trace; a span that counts comes last of those with its id.
SELECT span_id, batch_id, body_index
FROM span
WHERE
    project_id = %(project_id)s AND trace_id = %(trace_id)s
    AND start_time >= %(from_time)s AND start_time <= %(to_time)s
ORDER BY superseded DESC, start_time DESC
