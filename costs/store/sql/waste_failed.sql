-- workflow, provider, model, day, calls, cost: of calls that ended in an error, by place of the day from 1.
SELECT
    workflow, provider, model, width_bucket(bucket, %(starts)s::timestamptz[]), sum(calls)::bigint,
    sum(cost_nanousd)::bigint
FROM rollup_span
WHERE
    project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s AND status = 'error' AND calls > 0
GROUP BY 1, 2, 3, 4
HAVING sum(cost_nanousd) > 0
