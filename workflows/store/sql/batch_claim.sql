-- The items that go together now, oldest first: id, run, step, item. Those of a leader who died go again.
UPDATE workflows_batchslot AS slot
SET state = 'asked', asked_together = %(together)s,
    claimed_until = clock_timestamp() + make_interval(secs => %(seconds)s)
FROM (
    SELECT id FROM workflows_batchslot
    WHERE project_id = %(project_id)s AND batch = %(batch)s
          AND (state = 'waiting' OR (state = 'asked' AND claimed_until < clock_timestamp()))
    ORDER BY made_at, id
    LIMIT %(most)s
    FOR UPDATE SKIP LOCKED
) AS chosen
WHERE slot.id = chosen.id AND slot.project_id = %(project_id)s
RETURNING slot.id, slot.run_id, slot.step_key, slot.item
