-- Runs of a project that ended before its retention: `id`.
SELECT id
FROM workflows_run
WHERE project_id = %(project_id)s
  AND created_at < clock_timestamp() - make_interval(days => %(days)s)
  AND ended_at < clock_timestamp() - make_interval(days => %(days)s)
ORDER BY created_at
LIMIT %(most)s
