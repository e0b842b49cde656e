-- Returns nothing; keeps some days, added up from rollup_path.
INSERT INTO path_day (project_id, from_time, to_time, workflow, release, path_id, critical_ns)
SELECT %(project_id)s, from_time, to_time, workflow, release, path_id, sum(critical_ns)
FROM unnest(%(fresh_starts)s::timestamptz[], %(fresh_ends)s::timestamptz[]) AS day (from_time, to_time)
INNER JOIN rollup_path
    ON
        rollup_path.project_id = %(project_id)s AND grain IN ('m', 'h')
        AND bucket >= day.from_time AND bucket < day.to_time
GROUP BY 2, 3, 4, 5, 6
