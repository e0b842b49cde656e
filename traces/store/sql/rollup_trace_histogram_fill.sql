-- Returns nothing; histograms of the durations of traces by status and workflow.
INSERT INTO rollup_histogram (project_id, grain, bucket, measure, name, log_buckets, ns)
SELECT
    %(project_id)s, %(grain)s, bucket, 'trace_duration_ns', name,
    array_agg(log_bucket ORDER BY log_bucket), array_agg(n ORDER BY log_bucket)
FROM (
    SELECT
        date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, status || ' ' || coalesce(workflow, '') AS name,
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
    GROUP BY 1, 2, 3
) AS counted
GROUP BY bucket, name
