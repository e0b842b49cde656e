-- Items of all projects that nobody waits for any more and that were not asked yet, now failed: `project_id`, `run_id`, `item`, and the `fence` of its attempt.
UPDATE workflows_batchslot AS slot
SET state = 'failed'
FROM workflows_run AS run, workflows_attempt AS attempt
WHERE run.id = slot.run_id AND run.project_id = slot.project_id AND slot.state = 'waiting'
      AND starts_with(slot.batch, 'provider:') AND run.state NOT IN ('queued', 'running', 'waiting')
      AND attempt.id = (slot.item ->> 'attempt')::bigint AND attempt.project_id = slot.project_id
RETURNING slot.project_id, slot.run_id, slot.item, attempt.fence
