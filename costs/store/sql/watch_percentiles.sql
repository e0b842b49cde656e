-- name, day, how many, buckets of the median, of 95 and of 99 of 100: of one measure's histograms, by place of the day
-- from 1; of the name '' those of all together. Durations of traces stand by status and workflow, and are added up by
-- workflow; traces without one are in all alone.
WITH named AS (
    SELECT
        CASE WHEN %(measure)s = 'trace_duration_ns' THEN substr(name, strpos(name, ' ') + 1) ELSE name END AS name,
        width_bucket(bucket, %(starts)s::timestamptz[]) AS day, each.log_bucket, sum(each.n) AS n
    FROM rollup_histogram
    CROSS JOIN LATERAL unnest(log_buckets, ns) AS each (log_bucket, n)
    WHERE
        project_id = %(project_id)s AND measure = %(measure)s AND bucket >= %(first)s AND bucket < %(last)s
    GROUP BY 1, 2, 3
),
counted AS (
    SELECT name, day, log_bucket, n FROM named WHERE name <> ''
    UNION ALL
    SELECT '', day, log_bucket, sum(n) FROM named GROUP BY 2, 3
),
ranked AS (
    SELECT
        name, day, log_bucket, sum(n) OVER (PARTITION BY name, day ORDER BY log_bucket) AS upto,
        sum(n) OVER (PARTITION BY name, day) AS whole
    FROM counted
)
SELECT
    name, day, max(whole)::bigint,
    min(log_bucket) FILTER (WHERE upto > floor(0.50 * (whole - 1))),
    min(log_bucket) FILTER (WHERE upto > floor(0.95 * (whole - 1))),
    min(log_bucket) FILTER (WHERE upto > floor(0.99 * (whole - 1)))
FROM ranked
GROUP BY 1, 2
