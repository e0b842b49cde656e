-- score_id, span_id, name, value, label, source, comment, at in nanoseconds: the first scores of a trace, by time.
SELECT
    score_id, span_id, name, value, label, source, comment,
    (extract(EPOCH FROM at) * 1000000)::bigint * 1000 AS at_ns
FROM score
WHERE project_id = %(project_id)s AND trace_id = %(trace_id)s
ORDER BY score.at, score_id
LIMIT %(most)s
