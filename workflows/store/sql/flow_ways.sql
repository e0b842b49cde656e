-- A row for each pair of steps that followed one another in the newest real runs of a workflow: from, to, in how many runs. An empty name is the start or the end.
WITH recent AS (
    SELECT id, project_id, state FROM workflows_run
    WHERE project_id = %(project_id)s AND workflow_id = %(workflow_id)s
      AND created_at >= %(since)s AND created_at < %(until)s AND NOT dry_run
    ORDER BY created_at DESC
    LIMIT %(most)s
),
placed AS (
    SELECT
        step.run_id, step.name, recent.state,
        lag(step.name) OVER turn AS before, lead(step.name) OVER turn AS following
    FROM recent
    INNER JOIN workflows_step AS step ON step.run_id = recent.id AND step.project_id = recent.project_id
    WINDOW turn AS (PARTITION BY step.run_id ORDER BY step.id)
)
SELECT coalesce(before, ''), name, count(DISTINCT run_id) FROM placed GROUP BY 1, 2
UNION ALL
SELECT name, '', count(DISTINCT run_id) FROM placed
WHERE following IS NULL AND state NOT IN ('queued', 'running', 'waiting')
GROUP BY 1
