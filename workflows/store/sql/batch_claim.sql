-- The items that go together now, oldest first: id, run, step, item. Those of a leader who died go again, those of runs that have ended or shall end do not.
UPDATE workflows_batchslot AS slot
SET state = 'asked', asked_together = %(together)s,
    claimed_until = clock_timestamp() + make_interval(secs => %(seconds)s)
FROM (
    SELECT waits.id
    FROM workflows_batchslot AS waits
    INNER JOIN workflows_run AS run ON run.id = waits.run_id AND run.project_id = waits.project_id
    WHERE waits.project_id = %(project_id)s AND waits.batch = %(batch)s
          AND (waits.state = 'waiting' OR (waits.state = 'asked' AND waits.claimed_until < clock_timestamp()))
          AND run.state IN ('queued', 'running', 'waiting') AND run.cancel_requested_at IS NULL
    ORDER BY waits.made_at, waits.id
    LIMIT %(most)s
    FOR UPDATE OF waits SKIP LOCKED
) AS chosen
WHERE slot.id = chosen.id AND slot.project_id = %(project_id)s
RETURNING slot.id, slot.run_id, slot.step_key, slot.item
