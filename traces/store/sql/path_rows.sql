-- As rollup_path has them: rows of some days, one for a whole day where the day stands in path_day.
SELECT from_time AS bucket, workflow, release, path_id, critical_ns
FROM path_day
WHERE
    project_id = %(project_id)s
    AND from_time = ANY(%(kept_starts)s::timestamptz[]) AND to_time = ANY(%(kept_ends)s::timestamptz[])
UNION ALL
SELECT bucket, workflow, release, path_id, critical_ns
FROM unnest(%(fresh_starts)s::timestamptz[], %(fresh_ends)s::timestamptz[]) AS day (from_time, to_time)
INNER JOIN rollup_path
    ON
        rollup_path.project_id = %(project_id)s AND grain IN ('m', 'h')
        AND bucket >= day.from_time AND bucket < day.to_time
