-- workflow, release, runs: what there is to choose from, of runs that began from first to last.
SELECT workflow, release, (sum(runs) + sum(unsplit))::bigint AS runs
FROM rollup_time
WHERE project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
GROUP BY 1, 2
