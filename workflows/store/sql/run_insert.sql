-- One row, `id`, when the run is new; none when its idempotency key was used before.
INSERT INTO workflows_run (
    id, project_id, workflow_id, version_id, name, idempotency_key, body_hash, input, state, stopped_for, dry_run,
    started_by, budget_nanousd, reserved_nanousd, spent_nanousd, uncertain_nanousd, parent_id, depth, forked_from_id,
    forked_step, fence, leased_by, lost, drive, pinned_hash, available_at, deadline_at, cancelled_by, created_at
)
VALUES (
    %(id)s::uuid, %(project_id)s::bigint, %(workflow_id)s::bigint, %(version_id)s::bigint, %(name)s::text, %(idempotency_key)s::text, %(body_hash)s::bytea,
    %(input)s::jsonb, 'queued', '', %(dry_run)s::boolean, %(started_by)s::text, %(budget_nanousd)s::bigint, 0, 0, 0, %(parent_id)s::uuid, %(depth)s::integer,
    %(forked_from_id)s::uuid, %(forked_step)s::text, 0, '', 0, 0, '',
    clock_timestamp() + make_interval(secs => %(delay_s)s::float8),
    clock_timestamp() + make_interval(secs => %(delay_s)s::float8 + %(deadline_s)s::float8), '', clock_timestamp()
)
ON CONFLICT (workflow_id, idempotency_key) DO NOTHING
RETURNING id
