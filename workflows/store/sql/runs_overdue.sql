-- Runs of all projects that wait in the queue past their deadline: `id`, `project_id`.
SELECT id, project_id
FROM workflows_run
WHERE state = 'queued' AND deadline_at <= clock_timestamp()
LIMIT %(most)s
