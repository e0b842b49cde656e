-- One row, `id`, when this worker still holds the run; none when it does not. The amount is reserved on the run.
WITH mine AS (
    UPDATE workflows_run
    SET reserved_nanousd = reserved_nanousd + %(reserved_nanousd)s
    WHERE id = %(run_id)s AND project_id = %(project_id)s AND fence = %(fence)s AND state = 'running'
      AND lease_until > clock_timestamp()
    RETURNING id
)
INSERT INTO workflows_attempt (
    project_id, run_id, step_key, fence, rung, outcome, reserved_nanousd, uncertain_nanousd, error_type, attributes,
    started_at
)
SELECT %(project_id)s, mine.id, %(step_key)s, %(fence)s, %(rung)s, '', %(reserved_nanousd)s, 0, '',
    %(attributes)s::jsonb, clock_timestamp()
FROM mine
RETURNING id
