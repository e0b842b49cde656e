-- Rows touched: 1 when the run has not ended; its worker is told with the next heartbeat.
UPDATE workflows_run
SET cancel_requested_at = coalesce(cancel_requested_at, clock_timestamp()), cancelled_by = %(by)s
WHERE id = %(run_id)s AND project_id = %(project_id)s AND state IN ('queued', 'running', 'waiting')
