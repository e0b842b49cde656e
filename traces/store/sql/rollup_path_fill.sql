-- Returns nothing; critical time by call path of the runs that started in some buckets.
-- A bucket keeps the paths that took most, and the workflows and releases; the rest is added up as (other), of paths as 0.
WITH counted AS (
    SELECT
        date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(workflow, '') AS workflow,
        coalesce(release, '') AS release, each.path_id, count(*) AS runs, sum(each.ns) AS critical_ns
    FROM trace_run
    CROSS JOIN LATERAL unnest(path_ids, path_ns) AS each (path_id, ns)
    WHERE
        project_id = %(project_id)s
        AND start_time >= %(first)s AND start_time < %(last)s
        AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
    GROUP BY 1, 2, 3, 4
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
    %(project_id)s, %(grain)s, bucket,
    CASE WHEN (bucket, 'workflow', workflow) IN (TABLE kept) THEN workflow ELSE '(other)' END,
    CASE WHEN (bucket, 'release', release) IN (TABLE kept) THEN release ELSE '(other)' END,
    CASE WHEN (bucket, 'path', path_id::text) IN (TABLE kept) THEN path_id ELSE 0 END,
    sum(runs), sum(critical_ns)
FROM counted
GROUP BY 3, 4, 5, 6
