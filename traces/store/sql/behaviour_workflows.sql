-- workflow, runs, failed runs: of runs that began from first to last.
SELECT workflow, sum(runs)::bigint AS runs, coalesce(sum(runs) FILTER (WHERE status = 'error'), 0)::bigint AS failed
FROM rollup_run
WHERE
    project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
    AND (%(workflow)s::text IS NULL OR workflow = %(workflow)s)
GROUP BY 1
ORDER BY 2 DESC, 1
LIMIT %(most)s
