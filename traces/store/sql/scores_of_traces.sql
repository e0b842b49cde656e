-- trace_id as bytes, span_id, name, value, label, source: the scores of some traces, by time; the last of each.
SELECT uuid_send(trace_id) AS trace_id, span_id, name, value::float8 AS value, label, source
FROM (
    SELECT
        trace_id, span_id, name, value, label, source, at, score_id,
        row_number() OVER (PARTITION BY trace_id ORDER BY at DESC, score_id DESC) AS place
    FROM score
    WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
) AS ranked
WHERE place <= %(most)s
ORDER BY trace_id, at, score_id
