-- trace_id as bytes, span_id, source, start_ns, body_hash: those of the batch's spans that are stored already.
SELECT uuid_send(s.trace_id) AS trace_id, s.span_id, s.source, s.start_ns, s.body_hash
FROM unnest(%(trace_ids)s::uuid[], %(span_ids)s::bytea[]) AS sent (trace_id, span_id)
JOIN span AS s ON s.trace_id = sent.trace_id AND s.span_id = sent.span_id
WHERE
    s.project_id = %(project_id)s
    AND s.start_time BETWEEN %(first)s AND %(last)s
