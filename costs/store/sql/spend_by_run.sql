-- value, day, cost, calls, unpriced, input, output, cache_read, runs: of runs by what they have, by place of the day from 1.
SELECT
    {dimension}, width_bucket(bucket, %(starts)s::timestamptz[]), sum(cost_nanousd)::bigint, sum(attempts)::bigint,
    sum(unpriced_calls)::bigint, sum(input_tokens)::bigint, sum(output_tokens)::bigint, 0, sum(runs)::bigint
FROM rollup_run
WHERE
    project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
    AND (%(workflow)s = '' OR workflow = %(workflow)s)
GROUP BY 1, 2
