-- trace_id, critical ns: the traces that spent most on these paths, of the newest so many runs in some time.
WITH recent AS (
    SELECT trace_id, path_ids, path_ns
    FROM trace_run
    WHERE
        project_id = %(project_id)s AND start_time >= %(first)s AND start_time < %(last)s
        AND (%(workflow)s::text IS NULL OR coalesce(workflow, '') = %(workflow)s)
        AND (%(release)s::text IS NULL OR coalesce(release, '') = %(release)s)
    ORDER BY start_time DESC
    LIMIT %(most)s
)
SELECT recent.trace_id, sum(each.ns)::bigint AS critical_ns
FROM recent
CROSS JOIN LATERAL unnest(path_ids, path_ns) AS each (path_id, ns)
WHERE
    each.path_id IN (
        SELECT path_id FROM time_path WHERE project_id = %(project_id)s AND step = %(step)s AND kind = %(kind)s
    )
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT %(limit)s
