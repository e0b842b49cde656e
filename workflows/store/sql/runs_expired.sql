-- Runs of all projects whose lease ran out, back in the queue for the next worker, or dead when they were lost too often: `id`, `project_id`, `fence`, `state`, `lost`, `name`, `drive`, `started_ns`.
UPDATE workflows_run AS run
SET fence = run.fence + 1,
    lost = run.lost + 1,
    state = CASE WHEN run.lost >= %(most_lost)s THEN 'dead' ELSE 'queued' END,
    error = CASE WHEN run.lost >= %(most_lost)s THEN jsonb_build_object(
        'code', 'lost_too_often',
        'message', format('%%s workers in a row died or stood still while they had this run, the last one %%s.', run.lost + 1, run.leased_by)
    ) END,
    ended_at = CASE WHEN run.lost >= %(most_lost)s THEN clock_timestamp() END,
    lease_until = NULL,
    leased_by = '',
    available_at = clock_timestamp() + make_interval(secs => run.lost)
WHERE run.id = ANY(ARRAY(
    SELECT expired.id
    FROM workflows_run AS expired
    WHERE expired.state = 'running' AND expired.lease_until < clock_timestamp()
    LIMIT %(most)s
    FOR UPDATE SKIP LOCKED
))
RETURNING run.id, run.project_id, run.fence, run.state, run.lost, run.name, run.drive, run.dry_run,
    run.error, (extract(epoch FROM run.started_at) * 1000000)::bigint * 1000 AS started_ns
