-- Rows touched: 1 when the run waited (`stopped`: also for a person to choose) and is in the queue now. The time it waited does not count against its deadline.
UPDATE workflows_run
SET state = 'queued', stopped_for = '', available_at = clock_timestamp(), waiting_since = NULL,
    deadline_at = deadline_at + (clock_timestamp() - waiting_since)
WHERE id = %(run_id)s AND project_id = %(project_id)s AND state = 'waiting'
  AND (stopped_for = '' OR %(stopped)s)
