-- One row, `id`, when the run is new; none when its idempotency key was used before.
INSERT INTO workflows_run (
    id, project_id, workflow_id, version_id, name, idempotency_key, body_hash, input, state, stopped_for, dry_run,
    started_by, budget_nanousd, reserved_nanousd, spent_nanousd, uncertain_nanousd, parent_id, depth, forked_from_id,
    forked_step, fence, leased_by, lost, drive, pinned_hash, available_at, deadline_at, cancelled_by, created_at
)
VALUES (
    %(id)s, %(project_id)s, %(workflow_id)s, %(version_id)s, %(name)s, %(idempotency_key)s, %(body_hash)s,
    %(input)s::jsonb, 'queued', '', %(dry_run)s, %(started_by)s, %(budget_nanousd)s, 0, 0, 0, %(parent_id)s, %(depth)s,
    %(forked_from_id)s, %(forked_step)s, 0, '', 0, 0, '',
    clock_timestamp() + make_interval(secs => %(delay_s)s),
    clock_timestamp() + make_interval(secs => %(delay_s)s + %(deadline_s)s), '', clock_timestamp()
)
ON CONFLICT (workflow_id, idempotency_key) DO NOTHING
RETURNING id
