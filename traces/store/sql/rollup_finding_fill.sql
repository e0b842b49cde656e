-- Counted, for rollup_sums: the findings of traces that started in some buckets.
SELECT
    date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(workflow, '') AS workflow, code,
    count(*) AS traces, count(*) FILTER (WHERE code = cause) AS causes
FROM trace
CROSS JOIN LATERAL unnest(CASE WHEN cause = 'none_found' THEN findings || cause ELSE findings END) AS each (code)
WHERE
    project_id = %(project_id)s
    AND start_time >= %(first)s AND start_time < %(last)s
    AND (findings IS NOT NULL OR cause IS NOT NULL)
    AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
GROUP BY 1, 2, 3
