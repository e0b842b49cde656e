-- Returns nothing; critical time by call path of the runs that started in some buckets.
-- A bucket keeps the paths that took most, and the workflows and releases that rollup_time keeps, the commonest; the rest
-- is added up as (other), of paths as 0.
WITH run AS (
    SELECT
        date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(workflow, '') AS workflow,
        coalesce(release, '') AS release, path_ids, path_ns
    FROM trace_run
    WHERE
        project_id = %(project_id)s
        AND start_time >= %(first)s AND start_time < %(last)s
        AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
),
counted AS (
    SELECT bucket, workflow, release, each.path_id, count(*) AS runs, sum(each.ns) AS critical_ns
    FROM run
    CROSS JOIN LATERAL unnest(path_ids, path_ns) AS each (path_id, ns)
    GROUP BY 1, 2, 3, 4
),
kept AS (
    SELECT bucket, dimension, value
    FROM (
        SELECT
            bucket, dimension, value,
            row_number() OVER (PARTITION BY bucket, dimension ORDER BY value <> '', sum(weight) DESC, value) AS place
        FROM (
            SELECT bucket, dimension, value, count(*) AS weight
            FROM run
            CROSS JOIN LATERAL (VALUES ('workflow', workflow), ('release', release)) AS each (dimension, value)
            GROUP BY 1, 2, 3
            UNION ALL
            SELECT bucket, 'path', path_id::text, critical_ns FROM counted
        ) AS weighed
        GROUP BY 1, 2, 3
    ) AS ranked
    WHERE place <= %(most)s
)
INSERT INTO rollup_path (project_id, grain, bucket, workflow, release, path_id, runs, critical_ns)
SELECT
    %(project_id)s, %(grain)s, bucket,
    CASE WHEN (bucket, 'workflow', workflow) IN (TABLE kept) THEN workflow ELSE '(other)' END,
    CASE WHEN (bucket, 'release', release) IN (TABLE kept) THEN release ELSE '(other)' END,
    CASE WHEN (bucket, 'path', path_id::text) IN (TABLE kept) THEN path_id ELSE 0 END,
    sum(runs), sum(critical_ns)
FROM counted
GROUP BY 3, 4, 5, 6
