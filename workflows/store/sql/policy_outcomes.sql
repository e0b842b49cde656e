-- A row for each step name and rung that answered, of a workflow's real runs that began in the window and whose outcome is known: runs, good ones.
SELECT
    step.name, coalesce(nullif(step.rung, ''), 'primary') AS rung,
    count(DISTINCT run.id),
    count(DISTINCT run.id) FILTER (WHERE seen.outcome = 'success')
FROM workflows_run AS run
INNER JOIN workflows_step AS step ON step.run_id = run.id AND step.project_id = run.project_id
INNER JOIN trace_run AS seen
    ON seen.project_id = run.project_id AND seen.trace_id = run.id AND seen.run_id = run.id::text
WHERE run.project_id = %(project_id)s AND run.workflow_id = %(workflow_id)s
  AND run.created_at >= %(since)s AND run.created_at < %(until)s AND NOT run.dry_run
  AND step.kind = 'step' AND step.state = 'done' AND seen.outcome IN ('success', 'failure')
GROUP BY 1, 2
