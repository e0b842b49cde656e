-- trace_id as bytes, span_id, body_index, data: of some spans and the blobs their bodies lie in, but for large ones.
SELECT uuid_send(s.trace_id) AS trace_id, s.span_id, s.body_index, b.data
FROM unnest(%(trace_ids)s::uuid[], %(span_ids)s::text[]) AS wanted (trace_id, span_id)
JOIN span AS s ON s.trace_id = wanted.trace_id AND s.span_id = decode(wanted.span_id, 'hex')
JOIN span_blob AS b ON b.project_id = s.project_id AND b.trace_id = s.trace_id AND b.batch_id = s.batch_id
WHERE
    s.project_id = %(project_id)s AND b.project_id = %(project_id)s
    AND s.start_time BETWEEN %(first)s AND %(last)s
    AND b.start_time BETWEEN %(first)s AND %(last)s
    AND octet_length(b.data) <= %(max_bytes)s
