-- The open waits for answers of one batch: `id`.
SELECT wait.id
FROM workflows_batchslot AS slot
INNER JOIN workflows_wait AS wait ON wait.run_id = slot.run_id AND starts_with(slot.step_key, wait.step_key || '@')
WHERE slot.project_id = %(project_id)s AND slot.asked_together = %(together)s AND slot.state IN ('done', 'failed')
      AND wait.project_id = %(project_id)s AND wait.state = 'open' AND wait.kind = 'batch'
