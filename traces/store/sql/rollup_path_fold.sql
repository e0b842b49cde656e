-- Returns nothing; one hour as the sum of its minutes.
-- It too keeps the paths that took most, and the workflows and releases that rollup_time keeps, whether that is folded by
-- then or not; the rest is added up as (other).
WITH counted AS (
    SELECT
        %(hour)s::timestamptz AS bucket, workflow, release, path_id, sum(runs) AS runs, sum(critical_ns) AS critical_ns
    FROM rollup_path
    WHERE
        project_id = %(project_id)s AND grain = 'm'
        AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
    GROUP BY workflow, release, path_id
),
kept AS (
    SELECT bucket, dimension, value
    FROM (
        SELECT
            bucket, dimension, value,
            row_number() OVER (PARTITION BY bucket, dimension ORDER BY value <> '', sum(weight) DESC, value) AS place
        FROM (
            SELECT %(hour)s::timestamptz AS bucket, dimension, value, sum(runs + unsplit) AS weight
            FROM rollup_time
            CROSS JOIN LATERAL (VALUES ('workflow', workflow), ('release', release)) AS each (dimension, value)
            WHERE
                project_id = %(project_id)s AND grain IN ('m', 'h')
                AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
                AND value <> '(other)'
            GROUP BY 2, 3
            UNION ALL
            SELECT bucket, 'path', path_id::text, critical_ns FROM counted
        ) AS weighed
        GROUP BY 1, 2, 3
    ) AS ranked
    WHERE place <= %(most)s
)
INSERT INTO rollup_path (project_id, grain, bucket, workflow, release, path_id, runs, critical_ns)
SELECT
    %(project_id)s, 'h', bucket,
    CASE WHEN (bucket, 'workflow', workflow) IN (TABLE kept) THEN workflow ELSE '(other)' END,
    CASE WHEN (bucket, 'release', release) IN (TABLE kept) THEN release ELSE '(other)' END,
    CASE WHEN (bucket, 'path', path_id::text) IN (TABLE kept) THEN path_id ELSE 0 END,
    sum(runs), sum(critical_ns)
FROM counted
GROUP BY 3, 4, 5, 6
