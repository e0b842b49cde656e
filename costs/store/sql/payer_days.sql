-- day, cost, unpriced calls: of one user, session or tag, by place of the day from 1.
SELECT
    width_bucket(bucket, %(starts)s::timestamptz[]), sum(cost_nanousd)::bigint, sum(unpriced_calls)::bigint
FROM rollup_payer
WHERE
    project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s AND dimension = %(dimension)s
    AND value = %(value)s
GROUP BY 1
