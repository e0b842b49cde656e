-- name, value, outcome, user: the newest scores of a period's runs of some workflows that can be judged.
-- Of several scores of one run by one name the mean counts once.
SELECT score.name, avg(score.value)::float8, run.outcome, coalesce(trace.user_id, run.trace_id::text)
FROM score
INNER JOIN trace_run AS run ON run.project_id = %(project_id)s AND run.trace_id = score.trace_id
INNER JOIN trace ON trace.project_id = %(project_id)s AND trace.trace_id = score.trace_id
WHERE
    score.project_id = %(project_id)s AND score.at >= %(first)s AND score.value IS NOT NULL
    AND run.start_time >= %(first)s AND run.start_time < %(last)s AND run.workflow = ANY(%(names)s)
    AND (run.outcome IN ('success', 'failure') OR (run.outcome IS NULL AND %(silence)s <> 'unknown'))
    AND lower(coalesce(run.tags ->> 'holdout', '')) IN ('', 'false', '0', 'no')
GROUP BY score.name, run.trace_id, run.run_id, run.outcome, trace.user_id
ORDER BY max(score.at) DESC
LIMIT %(most)s
