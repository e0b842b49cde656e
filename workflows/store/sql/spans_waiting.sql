-- Spans of all projects that are to be delivered, the oldest first: `id`, `project_id`, `spans`.
SELECT id, project_id, spans
FROM workflows_spanoutbox
ORDER BY id
LIMIT %(most)s
