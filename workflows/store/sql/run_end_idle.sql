-- One row when the run was not being worked on and has ended now: what its span tells.
UPDATE workflows_run
SET state = %(state)s, error = %(error)s::jsonb, fence = fence + 1, ended_at = clock_timestamp(), stopped_for = '',
    waiting_since = NULL, cancelled_by = CASE WHEN %(by)s = '' THEN cancelled_by ELSE %(by)s END,
    started_at = coalesce(started_at, clock_timestamp())
WHERE id = %(run_id)s AND project_id = %(project_id)s AND state IN ('queued', 'waiting')
RETURNING id, project_id, name, state, drive, dry_run, error,
    (extract(epoch FROM started_at) * 1000000)::bigint * 1000 AS started_ns
