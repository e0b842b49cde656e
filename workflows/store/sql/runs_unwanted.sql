-- Runs of all projects that wait and are to be cancelled: `id`, `project_id`.
SELECT id, project_id
FROM workflows_run
WHERE state = 'waiting' AND cancel_requested_at IS NOT NULL
LIMIT %(most)s
