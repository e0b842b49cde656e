-- name: of workflows seen in settled traces, the first seen first.
SELECT name FROM workflow_seen WHERE project_id = %(project_id)s ORDER BY seen_at, name LIMIT %(most)s
