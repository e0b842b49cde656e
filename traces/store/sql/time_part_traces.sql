-- trace_id, critical ns: the traces that spent most on these paths, of some runs.
WITH recent AS (
    {runs}
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
