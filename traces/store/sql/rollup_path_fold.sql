-- Returns nothing; one hour as the sum of its minutes.
-- It too keeps the paths that took most, and the workflows and releases; the rest is added up as (other).
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
            row_number() OVER (PARTITION BY bucket, dimension ORDER BY value <> '', sum(critical_ns) DESC, value) AS place
        FROM counted
        CROSS JOIN LATERAL (VALUES ('workflow', workflow), ('release', release), ('path', path_id::text)) AS each (dimension, value)
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
