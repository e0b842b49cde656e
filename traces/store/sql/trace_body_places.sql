-- Returns (span_id, supplement, batch_id, body_index) of the first rows of a trace; of an id the row that counts comes
-- first, log records that add content to it last.
SELECT span_id, supplement, batch_id, body_index
FROM (
    SELECT
        span_id, source = 1 AND kind = 'other' AS supplement, batch_id, body_index, superseded, source, start_ns
    FROM span
    WHERE
        project_id = %(project_id)s AND trace_id = %(trace_id)s
        AND start_time >= %(from_time)s AND start_time <= %(to_time)s
    ORDER BY start_ns, span_id
    LIMIT %(most)s
) AS first_spans
ORDER BY supplement, superseded, source, start_ns
