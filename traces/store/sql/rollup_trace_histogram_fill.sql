-- Counted, for rollup_histograms: durations of traces, by status and workflow, and by status.
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
