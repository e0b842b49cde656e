-- A row for each step name of a workflow's real runs that began in the window: steps whose first try failed and that were tried again the same way, those of them that this saved, failed tries in all, what these cost where it is known, how many have no known cost.
WITH tried AS (
    SELECT
        attempt.run_id, attempt.step_key,
        count(*) AS failed,
        coalesce(sum(attempt.cost_nanousd), 0)::bigint AS cost,
        count(*) FILTER (WHERE attempt.cost_nanousd IS NULL) AS unpriced
    FROM workflows_run AS run
    INNER JOIN workflows_attempt AS attempt ON attempt.run_id = run.id AND attempt.project_id = run.project_id
    WHERE run.project_id = %(project_id)s AND run.workflow_id = %(workflow_id)s
      AND run.created_at >= %(since)s AND run.created_at < %(until)s AND NOT run.dry_run
      AND attempt.rung = 'primary' AND attempt.outcome NOT IN ('', 'ok')
    GROUP BY attempt.run_id, attempt.step_key
)
SELECT
    step.name,
    count(*) FILTER (WHERE tried.failed > 1 OR (step.state = 'done' AND step.rung IN ('', 'primary'))) AS retried,
    count(*) FILTER (WHERE step.state = 'done' AND step.rung IN ('', 'primary')) AS saved,
    sum(tried.failed)::bigint AS failed,
    sum(tried.cost)::bigint AS cost,
    sum(tried.unpriced)::bigint AS unpriced
FROM tried
INNER JOIN workflows_step AS step
    ON step.project_id = %(project_id)s AND step.run_id = tried.run_id AND step.key = tried.step_key
WHERE step.state IN ('done', 'failed')
GROUP BY step.name
