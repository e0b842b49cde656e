-- Rows touched: runs of all projects that go on, as a wait of theirs ended by the clock or was answered while nobody looked.
WITH due AS (
    UPDATE workflows_wait
    SET state = 'expired'
    WHERE id = ANY(ARRAY(
        SELECT id
        FROM workflows_wait
        WHERE state = 'open' AND expires_at <= clock_timestamp()
        LIMIT %(most)s
        FOR UPDATE SKIP LOCKED
    ))
    RETURNING run_id
), ready AS (
    SELECT run_id FROM due
    UNION
    (
        SELECT run.id
        FROM workflows_wait AS wait
        INNER JOIN workflows_run AS run ON run.id = wait.run_id
        WHERE NOT wait.consumed AND wait.state IN ('answered', 'expired')
            AND run.state = 'waiting' AND run.stopped_for = ''
        LIMIT %(most)s
    )
)
UPDATE workflows_run AS run
SET state = 'queued', available_at = clock_timestamp(), waiting_since = NULL,
    deadline_at = run.deadline_at + (clock_timestamp() - run.waiting_since)
FROM ready
WHERE run.id = ready.run_id AND run.state = 'waiting' AND run.stopped_for = ''
