-- trace_id as bytes, spans (JSON: span id, source, start_ns, place in the blob, tags), the blob: by trace and batch, of
-- the spans that start within a time.
SELECT uuid_send(wanted.trace_id) AS trace_id, wanted.spans::text AS spans, found.data
FROM (
    SELECT
        trace_id, batch_id,
        jsonb_agg(jsonb_build_array(encode(span_id, 'hex'), source, start_ns, body_index, tags)) AS spans
    FROM span
    WHERE project_id = %(project_id)s AND start_time >= %(first)s AND start_time < %(last)s
    GROUP BY trace_id, batch_id
) AS wanted
INNER JOIN trace ON trace.project_id = %(project_id)s AND trace.trace_id = wanted.trace_id
CROSS JOIN LATERAL (
    SELECT data
    FROM span_blob
    WHERE
        project_id = %(project_id)s AND span_blob.trace_id = wanted.trace_id AND span_blob.batch_id = wanted.batch_id
        AND span_blob.start_time >= trace.start_time AND span_blob.start_time < %(last)s
    LIMIT 1
) AS found
