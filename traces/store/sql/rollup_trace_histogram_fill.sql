-- Returns nothing; histograms of the durations of traces, by status and workflow, and by status. A bucket keeps the
-- commonest names, three statuses of as many workflows as rollup_trace keeps; the rest is added up as (other).
WITH counted AS (
    SELECT bucket, named.measure, named.name, log_bucket, sum(n) AS n
    FROM (
        SELECT
            date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(workflow, '') AS workflow, status,
            CASE
                WHEN end_ns <= start_ns THEN -32768
                ELSE ceil(ln((end_ns - start_ns)::double precision) / ln(1.01::double precision / 0.99))
            END::smallint AS log_bucket,
            count(*) AS n
        FROM trace
        WHERE
            project_id = %(project_id)s
            AND start_time >= %(first)s AND start_time < %(last)s
            AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
        GROUP BY 1, 2, 3, 4
    ) AS fact
    CROSS JOIN LATERAL (
        VALUES ('trace_duration_ns', status || ' ' || workflow), ('status_duration_ns', status)
    ) AS named (measure, name)
    GROUP BY 1, 2, 3, 4
),
ranked AS (
    SELECT
        bucket, measure, name,
        row_number() OVER (PARTITION BY bucket, measure ORDER BY name <> '', sum(n) DESC, name) AS place
    FROM counted
    GROUP BY 1, 2, 3
),
summed AS (
    SELECT
        bucket, measure, CASE WHEN place <= 3 * %(most)s THEN name ELSE '(other)' END AS name, log_bucket,
        sum(n)::bigint AS n
    FROM counted
    JOIN ranked USING (bucket, measure, name)
    GROUP BY 1, 2, 3, 4
)
INSERT INTO rollup_histogram (project_id, grain, bucket, measure, name, log_buckets, ns)
SELECT
    %(project_id)s, %(grain)s, bucket, measure, name,
    array_agg(log_bucket ORDER BY log_bucket), array_agg(n ORDER BY log_bucket)
FROM summed
GROUP BY bucket, measure, name
