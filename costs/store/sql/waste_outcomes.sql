-- workflow: those of which some run of a time has a known outcome.
SELECT workflow
FROM rollup_run
WHERE project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
GROUP BY 1
HAVING sum(runs_with_outcome) > 0
