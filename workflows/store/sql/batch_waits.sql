-- The open waits of the other items of one call: id.
SELECT wait.id
FROM workflows_wait AS wait
JOIN workflows_batchslot AS slot ON slot.run_id = wait.run_id AND slot.step_key = wait.step_key
WHERE slot.project_id = %(project_id)s AND slot.asked_together = %(together)s AND wait.state = 'open'
      AND wait.kind = 'batch'
