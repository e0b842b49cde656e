-- number, data: the blobs of some batches of traces, by their number in the list, but for large ones. A blob bears the
-- start of its earliest span; with that each is one look into the key of one day.
SELECT wanted.number, found.data
FROM unnest(%(trace_ids)s::uuid[], %(batch_ids)s::uuid[], %(starts)s::timestamptz[])
    WITH ORDINALITY AS wanted (trace_id, batch_id, start_time, number)
CROSS JOIN LATERAL (
    SELECT data
    FROM span_blob
    WHERE
        project_id = %(project_id)s AND span_blob.trace_id = wanted.trace_id AND span_blob.batch_id = wanted.batch_id
        AND span_blob.start_time = wanted.start_time AND octet_length(data) <= %(max_bytes)s
    LIMIT 1
) AS found
