-- value, day, cost, calls, unpriced, input, output, cache_read, traces: by user, session or tag, by place of the day from 1.
SELECT
    value, width_bucket(bucket, %(starts)s::timestamptz[]), sum(cost_nanousd)::bigint, sum(calls)::bigint,
    sum(unpriced_calls)::bigint, sum(input_tokens)::bigint, sum(output_tokens)::bigint, 0, sum(traces)::bigint
FROM rollup_payer
WHERE
    project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s AND dimension = %(dimension)s
GROUP BY 1, 2
