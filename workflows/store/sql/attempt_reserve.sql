-- One row, `id`, when this worker still holds the run; none when it does not. The amount is reserved on the run.
WITH mine AS (
    UPDATE workflows_run
    SET reserved_nanousd = reserved_nanousd + %(reserved_nanousd)s::bigint
    WHERE id = %(run_id)s::uuid AND project_id = %(project_id)s::bigint AND fence = %(fence)s::bigint AND state = 'running'
      AND lease_until > clock_timestamp()
    RETURNING id
)
INSERT INTO workflows_attempt (
    project_id, run_id, step_key, fence, rung, outcome, reserved_nanousd, uncertain_nanousd, error_type, attributes,
    started_at
)
SELECT %(project_id)s::bigint, mine.id, %(step_key)s::text, %(fence)s::bigint, %(rung)s::text, '', %(reserved_nanousd)s::bigint, 0, '',
    %(attributes)s::jsonb, clock_timestamp()
FROM mine
RETURNING id
