-- trace_id as bytes, score_id: the scores that were not stored yet.
INSERT INTO score (project_id, trace_id, score_id, span_id, name, value, label, source, comment, at)
SELECT
    %(project_id)s, trace_id, score_id, decode(span_id, 'hex'), name, value, label, source, comment,
    to_timestamp(0) + at_ns / 1000 * interval '1 microsecond'
FROM jsonb_to_recordset(%(rows)s::jsonb) AS sent (
    trace_id uuid, score_id text, span_id text, name text, value numeric, label text, source text, comment text,
    at_ns bigint
)
ORDER BY trace_id, score_id
ON CONFLICT DO NOTHING
RETURNING uuid_send(trace_id) AS trace_id, score_id
