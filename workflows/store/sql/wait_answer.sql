-- One row when this answer is the first and came in time: `run_id`, `step_key`.
UPDATE workflows_wait
SET state = 'answered', answer = %(answer)s::jsonb, answered_by = %(by)s, answered_at = clock_timestamp()
WHERE id = %(wait_id)s AND project_id = %(project_id)s AND state = 'open'
  AND (expires_at IS NULL OR expires_at > clock_timestamp())
RETURNING run_id, step_key
