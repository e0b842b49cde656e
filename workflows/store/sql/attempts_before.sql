-- One row per step of a run that was tried: `step_key`, `tried`, and `lost`, how many of these were lost with their worker.
SELECT step_key, count(*) AS tried, count(*) FILTER (WHERE outcome IN ('lost', 'fenced')) AS lost
FROM workflows_attempt
WHERE project_id = %(project_id)s AND run_id = %(run_id)s
GROUP BY step_key
