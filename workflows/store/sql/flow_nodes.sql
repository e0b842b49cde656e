-- A row for each step of the newest real runs of a workflow in a window: name, kind, runs that had it, how often, failed, tries, mean ms, its usual place in a run, from 1.
WITH recent AS (
    SELECT id, project_id FROM workflows_run
    WHERE project_id = %(project_id)s AND workflow_id = %(workflow_id)s
      AND created_at >= %(since)s AND created_at < %(until)s AND NOT dry_run
    ORDER BY created_at DESC
    LIMIT %(most)s
),
placed AS (
    SELECT
        step.run_id, step.name, step.kind, step.state, step.attempts, step.started_at, step.ended_at,
        row_number() OVER (PARTITION BY step.run_id ORDER BY step.id) AS place
    FROM recent
    INNER JOIN workflows_step AS step ON step.run_id = recent.id AND step.project_id = recent.project_id
)
SELECT
    name, min(kind), count(DISTINCT run_id), count(*), count(*) FILTER (WHERE state = 'failed'),
    sum(greatest(attempts, 1))::bigint,
    (avg(extract(epoch FROM ended_at - started_at)) FILTER (WHERE kind = 'step') * 1000)::float8,
    avg(place)::float8
FROM placed
GROUP BY name
ORDER BY avg(place), name
