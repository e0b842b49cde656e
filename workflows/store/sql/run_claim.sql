-- Runs that are ready, of all projects, leased to this worker: what an execution needs of each. Names and hashes: what it can run.
UPDATE workflows_run AS run
SET state = 'running',
    fence = run.fence + 1,
    lease_until = clock_timestamp() + make_interval(secs => %(lease_s)s),
    leased_by = %(worker)s,
    started_at = coalesce(run.started_at, clock_timestamp())
WHERE run.id = ANY(ARRAY(
    SELECT ready.id
    FROM workflows_run AS ready
    WHERE ready.state = 'queued'
      AND ready.available_at <= clock_timestamp()
      AND ready.name = ANY(%(names)s)
      AND (ready.pinned_hash = '' OR ready.pinned_hash = ANY(%(hashes)s))
    ORDER BY ready.available_at
    LIMIT %(most)s
    FOR UPDATE SKIP LOCKED
))
RETURNING run.id, run.project_id, run.version_id, run.name, run.input, run.dry_run, run.fence, run.drive, run.depth,
    run.forked_from_id, run.cancel_requested_at IS NOT NULL AS cancel_requested,
    extract(epoch FROM run.deadline_at - clock_timestamp())::float AS seconds_left,
    (extract(epoch FROM run.started_at) * 1000000)::bigint * 1000 AS started_ns
