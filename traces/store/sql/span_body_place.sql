-- Returns (supplement, body_index, data) of the rows of one span: where in its batch's blob a body stands, and the blob.
-- First the row that counts; then come log records that add content to it, among others.
SELECT span.source = 1 AND span.kind = 'other' AS supplement, span.body_index, span_blob.data
FROM span
INNER JOIN span_blob
    ON
        span_blob.project_id = span.project_id AND span_blob.trace_id = span.trace_id
        AND span_blob.batch_id = span.batch_id
WHERE
    span.project_id = %(project_id)s AND span.trace_id = %(trace_id)s AND span.span_id = %(span_id)s
    AND span.start_time >= %(from_time)s AND span.start_time <= %(to_time)s
    AND span_blob.start_time >= %(from_time)s AND span_blob.start_time <= %(to_time)s
ORDER BY supplement, span.superseded, span.source, span.start_time
LIMIT %(most)s
