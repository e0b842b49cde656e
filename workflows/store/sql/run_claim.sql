-- Runs that are ready, of all projects, leased to this worker: what an execution needs of each. Names and hashes: what it can run.
-- Whose project has the fewest runs at work goes first, the older one where they are even: no project waits for another's queue.
WITH RECURSIVE waits AS (
    (SELECT project_id FROM workflows_run WHERE state = 'queued' ORDER BY project_id LIMIT 1)
    UNION ALL
    SELECT (
        SELECT next.project_id
        FROM workflows_run AS next
        WHERE next.state = 'queued' AND next.project_id > waits.project_id
        ORDER BY next.project_id
        LIMIT 1
    )
    FROM waits
    WHERE waits.project_id IS NOT NULL
), busy AS (
    SELECT project_id, count(*) AS runs FROM workflows_run WHERE state = 'running' GROUP BY project_id
), ready AS (
    SELECT first.id, first.available_at,
        row_number() OVER (PARTITION BY waits.project_id ORDER BY first.available_at) + coalesce(busy.runs, 0) AS turn
    FROM waits
    LEFT JOIN busy ON busy.project_id = waits.project_id
    CROSS JOIN LATERAL (
        SELECT run.id, run.available_at
        FROM workflows_run AS run
        WHERE run.project_id = waits.project_id
            AND run.state = 'queued'
            AND run.available_at <= clock_timestamp()
            AND run.name = ANY(%(names)s::text[])
            AND (run.pinned_hash = '' OR run.pinned_hash = ANY(%(hashes)s::text[]))
        ORDER BY run.available_at
        LIMIT %(most)s::integer * 4  -- as other workers lock some of them at the same moment
    ) AS first
)
UPDATE workflows_run AS run
SET state = 'running',
    fence = run.fence + 1,
    lease_until = clock_timestamp() + make_interval(secs => %(lease_s)s::float8),
    leased_by = %(worker)s::text,
    started_at = coalesce(run.started_at, clock_timestamp())
WHERE run.id = ANY(ARRAY(
    SELECT chosen.id
    FROM ready
    INNER JOIN workflows_run AS chosen ON chosen.id = ready.id
    WHERE chosen.state = 'queued'
    ORDER BY ready.turn, ready.available_at
    LIMIT %(most)s::integer
    FOR UPDATE OF chosen SKIP LOCKED
))
RETURNING run.id, run.project_id, run.version_id, run.name, run.input, run.dry_run, run.fence, run.drive, run.depth,
    run.forked_from_id, run.cancel_requested_at IS NOT NULL AS cancel_requested,
    extract(epoch FROM run.deadline_at - clock_timestamp())::float AS seconds_left,
    (extract(epoch FROM run.started_at) * 1000000)::bigint * 1000 AS started_ns
