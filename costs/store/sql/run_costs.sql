-- log_bucket, runs: what the runs of a workflow, or all, cost in nano-dollars.
SELECT each.log_bucket, sum(each.n)::bigint AS n
FROM rollup_histogram
CROSS JOIN LATERAL unnest(log_buckets, ns) AS each (log_bucket, n)
WHERE
    project_id = %(project_id)s AND measure = 'run_cost_nanousd' AND name = %(name)s
    AND bucket >= %(first)s AND bucket < %(last)s
GROUP BY 1
