-- A row for each step name, rung, end and whether the first try settled it, of a workflow's real runs that began in the window: number, how many have a known cost, its sum and sum of squares.
SELECT
    step.name, step.rung, step.state, step.attempts <= 1 AS at_once,
    count(*) AS number,
    count(step.cost_nanousd) AS priced,
    coalesce(sum(step.cost_nanousd), 0)::bigint AS cost,
    coalesce(sum(step.cost_nanousd::float8 * step.cost_nanousd), 0)::float8 AS cost_squared
FROM workflows_run AS run
INNER JOIN workflows_step AS step ON step.run_id = run.id AND step.project_id = run.project_id
WHERE run.project_id = %(project_id)s AND run.workflow_id = %(workflow_id)s
  AND run.created_at >= %(since)s AND run.created_at < %(until)s AND NOT run.dry_run
  AND step.kind = 'step' AND step.fence > 0 AND step.state IN ('done', 'failed')
GROUP BY step.name, step.rung, step.state, step.attempts <= 1
