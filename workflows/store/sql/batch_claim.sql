-- The items that go together now, oldest first, as many as fit, at least one: id, run, step, item. Those of a leader who died go again, those of runs that have ended or shall end do not.
UPDATE workflows_batchslot AS slot
SET state = 'asked', asked_together = %(together)s,
    claimed_until = clock_timestamp() + make_interval(secs => %(seconds)s)
FROM (
    SELECT id, sum(bytes) OVER (ORDER BY made_at, id) - bytes AS before
    FROM (
        SELECT waits.id, waits.made_at, octet_length(waits.item::text) AS bytes
        FROM workflows_batchslot AS waits
        INNER JOIN workflows_run AS run ON run.id = waits.run_id AND run.project_id = waits.project_id
        WHERE waits.project_id = %(project_id)s AND waits.batch = %(batch)s
              AND (waits.state = 'waiting' OR (waits.state = 'asked' AND waits.claimed_until < clock_timestamp()))
              AND run.state IN ('queued', 'running', 'waiting') AND run.cancel_requested_at IS NULL
        ORDER BY waits.made_at, waits.id
        LIMIT %(most)s
        FOR UPDATE OF waits SKIP LOCKED
    ) AS free
) AS chosen
WHERE slot.id = chosen.id AND chosen.before < %(most_bytes)s AND slot.project_id = %(project_id)s
RETURNING slot.id, slot.run_id, slot.step_key, slot.item
