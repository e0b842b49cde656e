-- Runs of all projects whose lease ran out, back in the queue for the next worker, or dead when that happened too often: `id`, `project_id`, `fence`, `state`, `lost`, `name`, `drive`, `started_ns`.
-- The next worker waits the longer the more were lost, and not as long as for others: what one run took along is not taken along again.
UPDATE workflows_run AS run
SET fence = run.fence + 1,
    lost = run.lost + 1,
    state = CASE WHEN given_up.so THEN 'dead' ELSE 'queued' END,
    error = CASE WHEN given_up.so THEN jsonb_build_object(
        'code', 'lost_too_often',
        'message', format(
            '%%s workers died while they had this run, without a step in between, the last one %%s; %%s stood still.',
            run.lost + 1, run.leased_by, run.stalled
        )
    ) END,
    ended_at = CASE WHEN given_up.so THEN clock_timestamp() END,
    lease_until = NULL,
    leased_by = '',
    available_at = clock_timestamp()
        + make_interval(secs => CASE WHEN run.lost = 0 THEN 0 ELSE least(2.0 ^ run.lost, 60) * (0.5 + random()) END)
FROM (
    SELECT expired.id, expired.lost >= %(most_lost)s OR expired.stalled >= %(most_stalled)s AS so
    FROM workflows_run AS expired
    WHERE expired.state = 'running' AND expired.lease_until < clock_timestamp()
    LIMIT %(most)s
    FOR UPDATE SKIP LOCKED
) AS given_up
WHERE run.id = given_up.id
RETURNING run.id, run.project_id, run.fence, run.state, run.lost, run.name, run.drive, run.dry_run,
    run.error, (extract(epoch FROM run.started_at) * 1000000)::bigint * 1000 AS started_ns
