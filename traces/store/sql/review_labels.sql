-- label, good, traces, ids of the newest: what people last said of the traces of a time; the commonest labels first.
SELECT
    coalesce(label, '') AS label, value > 0 AS good, count(*) AS traces,
    (array_agg(encode(uuid_send(trace_id), 'hex') ORDER BY at DESC, trace_id))[1:3] AS newest
FROM (
    SELECT DISTINCT ON (score.trace_id) score.trace_id, label, value, at
    FROM score
    INNER JOIN trace ON trace.project_id = %(project_id)s AND trace.trace_id = score.trace_id
    WHERE
        score.project_id = %(project_id)s AND at >= %(from_time)s AND source = 'human' AND score.name = %(name)s
        AND value IS NOT NULL AND start_time >= %(from_time)s AND start_time < %(to_time)s
        AND (%(workflow)s::text = '' OR workflow = %(workflow)s)
    ORDER BY score.trace_id, at DESC, score_id DESC
) AS latest
GROUP BY 1, 2
ORDER BY 3 DESC, 1, 2
