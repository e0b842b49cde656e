-- Effects of all projects that are due, now being sent by this worker. One whose sender died is sent again, unless that does harm.
UPDATE workflows_effect
SET state = 'sending', tries = tries + 1, next_at = clock_timestamp() + make_interval(secs => %(again_s)s)
WHERE id = ANY(ARRAY(
    SELECT id
    FROM workflows_effect
    WHERE name = ANY(%(names)s) AND next_at <= clock_timestamp()
      AND (state = 'pending' OR (state = 'sending' AND kind = 'idempotent'))
    ORDER BY next_at
    LIMIT %(most)s
    FOR UPDATE SKIP LOCKED
))
RETURNING id, project_id, run_id, key, idempotency_key, name, kind, payload, tries
