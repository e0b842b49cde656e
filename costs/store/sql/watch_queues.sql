-- name, day, pieces of work, ns waited in all: of work from queues, by place of the day from 1. The middle of each log bucket
-- stands for its waits.
SELECT
    name, width_bucket(bucket, %(starts)s::timestamptz[]), sum(each.n)::bigint,
    sum(CASE WHEN each.log_bucket = -32768 THEN 0 ELSE each.n * 0.99 * power(1.01 / 0.99, each.log_bucket::float8) END)::float8
FROM rollup_histogram
CROSS JOIN LATERAL unnest(log_buckets, ns) AS each (log_bucket, n)
WHERE project_id = %(project_id)s AND measure = 'queue_wait_ns' AND bucket >= %(first)s AND bucket < %(last)s
GROUP BY 1, 2
