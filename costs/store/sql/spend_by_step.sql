-- value, day, cost, calls, unpriced, input, output, cache_read, runs: of the steps of workflows, by place of the day from 1.
SELECT
    step, width_bucket(bucket, %(starts)s::timestamptz[]), sum(cost_nanousd)::bigint, sum(calls)::bigint,
    sum(unpriced_calls)::bigint, sum(input_tokens)::bigint, sum(output_tokens)::bigint, sum(cache_read_tokens)::bigint, 0
FROM rollup_span
WHERE
    project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s AND calls > 0
    AND (%(workflow)s = '' OR workflow = %(workflow)s)
GROUP BY 1, 2
