-- A row for each step name and guardrail that blocked something, of a workflow's real runs that began in the window: attempts blocked. The guardrail is empty in old rows: what stood before an attempt was not named.
SELECT
    coalesce(attempt.attributes ->> 'aiops.attempt.step', attempt.step_key) AS name,
    coalesce(attempt.attributes ->> 'aiops.guardrail.name', '') AS guard,
    count(*)
FROM workflows_run AS run
INNER JOIN workflows_attempt AS attempt ON attempt.run_id = run.id AND attempt.project_id = run.project_id
WHERE run.project_id = %(project_id)s AND run.workflow_id = %(workflow_id)s
  AND run.created_at >= %(since)s AND run.created_at < %(until)s AND NOT run.dry_run
  AND attempt.outcome = 'guardrail'
GROUP BY 1, 2
ORDER BY 1, 3 DESC, 2
