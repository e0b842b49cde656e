-- API key, day, cost, calls, unpriced, input, output, cache_read, runs (not known of keys): of calls, by place of the day
-- from 1.
SELECT
    api_key, width_bucket(bucket, %(starts)s::timestamptz[]), sum(cost_nanousd)::bigint, sum(calls)::bigint,
    coalesce(sum(calls) FILTER (WHERE cost_source = ''), 0)::bigint, sum(input_tokens)::bigint,
    sum(output_tokens)::bigint, sum(cache_read_tokens)::bigint, 0
FROM rollup_call
WHERE
    project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
    AND (%(workflow)s = '' OR workflow = %(workflow)s)
GROUP BY 1, 2
