-- trace_id as bytes, span_id, source, start_ns, body_hash and what counts of it: rows of the batch's span ids that are
-- stored already, whoever told of them, the first stored first.
SELECT
    uuid_send(s.trace_id) AS trace_id, s.span_id, s.source, s.start_ns, s.body_hash,
    s.kind, s.status, s.input_tokens, s.output_tokens, s.cost_nanousd
FROM unnest(%(trace_ids)s::uuid[], %(span_ids)s::bytea[]) AS sent (trace_id, span_id)
JOIN span AS s ON s.trace_id = sent.trace_id AND s.span_id = sent.span_id
WHERE
    s.project_id = %(project_id)s
    AND s.start_time BETWEEN %(first)s AND %(last)s
ORDER BY s.batch_id, s.body_index
