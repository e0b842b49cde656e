-- Returns (batch_id, data) of some blobs of a trace, those of the earliest spans first.
SELECT batch_id, data
FROM span_blob
WHERE
    project_id = %(project_id)s AND trace_id = %(trace_id)s AND batch_id = ANY(%(batches)s)
    AND start_time >= %(from_time)s AND start_time <= %(to_time)s
ORDER BY start_time
