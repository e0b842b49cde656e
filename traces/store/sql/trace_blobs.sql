-- Returns (batch_id, data) of every blob of a trace.
SELECT batch_id, data
FROM span_blob
WHERE
    project_id = %(project_id)s AND trace_id = %(trace_id)s
    AND start_time >= %(from_time)s AND start_time <= %(to_time)s
