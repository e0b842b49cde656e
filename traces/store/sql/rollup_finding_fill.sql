-- Returns nothing; the findings of traces that started in some buckets.
-- A bucket keeps the workflows with the most findings; those of the others are added up as (other).
WITH counted AS (
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
),
kept AS (
    SELECT bucket, workflow
    FROM (
        SELECT
            bucket, workflow,
            row_number() OVER (PARTITION BY bucket ORDER BY workflow <> '', sum(traces) DESC, workflow) AS place
        FROM counted
        GROUP BY 1, 2
    ) AS ranked
    WHERE place <= %(most)s
)
INSERT INTO rollup_finding (project_id, grain, bucket, workflow, code, traces, causes)
SELECT
    %(project_id)s, %(grain)s, bucket,
    CASE WHEN (bucket, workflow) IN (TABLE kept) THEN workflow ELSE '(other)' END,
    code, sum(traces), sum(causes)
FROM counted
GROUP BY 3, 4, 5
