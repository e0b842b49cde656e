-- One row, `id`, when this worker still holds the run; none when it does not. Nothing is reserved.
INSERT INTO workflows_attempt (
    project_id, run_id, step_key, fence, rung, outcome, reserved_nanousd, uncertain_nanousd, error_type, attributes,
    started_at
)
SELECT %(project_id)s::bigint, run.id, %(step_key)s::text, run.fence, %(rung)s::text, '', 0, 0, '', %(attributes)s::jsonb, clock_timestamp()
FROM workflows_run AS run
WHERE run.id = %(run_id)s::uuid AND run.project_id = %(project_id)s::bigint AND run.fence = %(fence)s::bigint AND run.state = 'running'
  AND run.lease_until > clock_timestamp()
RETURNING id
