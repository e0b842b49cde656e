-- Rows touched: 1 when a run that had ended badly is in the queue again.
UPDATE workflows_run
SET state = 'queued', drive = drive + 1, fence = fence + 1, lost = 0, stalled = 0, error = NULL, ended_at = NULL, stopped_for = '',
    cancel_requested_at = NULL, available_at = clock_timestamp(),
    deadline_at = clock_timestamp() + make_interval(secs => %(deadline_s)s)
WHERE id = %(run_id)s AND project_id = %(project_id)s AND state IN ('dead', 'failed')
