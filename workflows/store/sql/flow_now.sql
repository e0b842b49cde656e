-- A row for each step in which runs of a workflow are now: name, how many are at it, how many wait in it. No name: runs that are about to begin a step.
WITH open AS (
    SELECT id, project_id, state FROM workflows_run
    WHERE project_id = %(project_id)s AND workflow_id = %(workflow_id)s
      AND state IN ('queued', 'running', 'waiting') AND NOT dry_run
),
tried AS (
    SELECT DISTINCT ON (open.id)
        open.id, open.state, regexp_replace(attempt.step_key, '(#\d+)?(\[\d+\])?$', '') AS name
    FROM open
    INNER JOIN workflows_attempt AS attempt ON attempt.run_id = open.id AND attempt.project_id = open.project_id
    WHERE attempt.outcome = ''
    ORDER BY open.id, attempt.started_at DESC
),
waited AS (
    SELECT DISTINCT ON (open.id) open.id, open.state, step.name
    FROM open
    INNER JOIN workflows_step AS step ON step.run_id = open.id AND step.project_id = open.project_id
    WHERE step.state = 'waiting'
    ORDER BY open.id, step.started_at DESC
)
SELECT
    coalesce(waited.name, tried.name, ''),
    count(*) FILTER (WHERE open.state <> 'waiting'), count(*) FILTER (WHERE open.state = 'waiting')
FROM open
LEFT JOIN tried ON tried.id = open.id
LEFT JOIN waited ON waited.id = open.id
GROUP BY 1
