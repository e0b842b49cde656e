-- The items of one batch that have no answer yet: `id`, `run_id`, `item`, and the `fence` of its attempt.
SELECT slot.id, slot.run_id, slot.item, attempt.fence
FROM workflows_batchslot AS slot
INNER JOIN workflows_attempt AS attempt
    ON attempt.id = (slot.item ->> 'attempt')::bigint AND attempt.project_id = slot.project_id
WHERE slot.project_id = %(project_id)s AND slot.asked_together = %(together)s AND slot.state = 'asked'
ORDER BY slot.id
