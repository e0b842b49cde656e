-- day of UTC, metric, delay_days, runs: how long first successes were in coming.
SELECT (bucket AT TIME ZONE 'UTC')::date, metric, delay_days, sum(runs)
FROM rollup_delay
WHERE
    project_id = %(project_id)s AND grain IN ('m', 'h') AND bucket >= %(first)s AND bucket < %(last)s
    AND workflow = ANY(%(names)s)
GROUP BY 1, 2, 3
