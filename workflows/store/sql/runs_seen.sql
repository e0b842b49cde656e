-- workflow, runs, bucket of the last one: of a project's runs since a time, from roll-ups.
SELECT workflow, sum(runs)::bigint, max(bucket)
FROM rollup_run
WHERE project_id = %(project_id)s AND grain IN ('h', 'm') AND bucket >= %(first)s
GROUP BY workflow
