-- Items of all projects that nobody waits for any more and that were not asked yet, now failed: `project_id`, `run_id`, `item`, and the `fence` of its attempt.
UPDATE workflows_batchslot AS slot
SET state = 'failed'
FROM (
    SELECT waits.id, attempt.fence
    FROM workflows_batchslot AS waits
    INNER JOIN workflows_run AS run ON run.id = waits.run_id AND run.project_id = waits.project_id
    INNER JOIN workflows_attempt AS attempt
        ON attempt.id = (waits.item ->> 'attempt')::bigint AND attempt.project_id = waits.project_id
    WHERE waits.state = 'waiting' AND starts_with(waits.batch, 'provider:')
          AND run.state NOT IN ('queued', 'running', 'waiting')
    ORDER BY waits.id
    LIMIT %(most)s
    FOR UPDATE OF waits SKIP LOCKED
) AS chosen
WHERE slot.id = chosen.id
RETURNING slot.project_id, slot.run_id, slot.item, chosen.fence
