-- trace_id as bytes, score_id, span_id, name, value, label, source, comment: those of these ids that are stored.
SELECT
    uuid_send(s.trace_id) AS trace_id, s.score_id, s.span_id, s.name, s.value, s.label, s.source, s.comment
FROM unnest(%(trace_ids)s::uuid[], %(score_ids)s::text[]) AS sent (trace_id, score_id)
INNER JOIN score AS s ON s.trace_id = sent.trace_id AND s.score_id = sent.score_id
WHERE s.project_id = %(project_id)s
