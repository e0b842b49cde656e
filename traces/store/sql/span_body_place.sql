-- Returns (batch_id, body_index, data) of one span: where in its batch's blob the body stands, and the blob.
SELECT span.batch_id, span.body_index, span_blob.data
FROM span
INNER JOIN span_blob
    ON
        span_blob.project_id = span.project_id AND span_blob.trace_id = span.trace_id
        AND span_blob.batch_id = span.batch_id
WHERE
    span.project_id = %(project_id)s AND span.trace_id = %(trace_id)s AND span.span_id = %(span_id)s
    AND span.start_time >= %(from_time)s AND span.start_time <= %(to_time)s
    AND span_blob.start_time >= %(from_time)s AND span_blob.start_time <= %(to_time)s
ORDER BY span.superseded, span.start_time
LIMIT 1
