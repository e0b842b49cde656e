-- One row, `ended`: 1 when the attempt was still open, 0 when it counts as lost. Its reservation becomes what it cost, or stays uncertain.
WITH held AS MATERIALIZED (
    SELECT id FROM workflows_run WHERE id = %(run_id)s::uuid AND project_id = %(project_id)s::bigint FOR UPDATE
), done AS (
    UPDATE workflows_attempt
    SET outcome = %(outcome)s::text,
        cost_nanousd = %(cost_nanousd)s::bigint,
        uncertain_nanousd = CASE WHEN %(cost_nanousd)s::bigint IS NULL THEN reserved_nanousd ELSE 0 END,
        error_type = %(error_type)s::text,
        attributes = attributes || %(attributes)s::jsonb,
        ended_at = clock_timestamp()
    WHERE id = %(attempt_id)s::bigint AND project_id = %(project_id)s::bigint AND fence = %(fence)s::bigint AND outcome = ''
      AND run_id = (SELECT id FROM held)
    RETURNING run_id, reserved_nanousd, coalesce(cost_nanousd, 0) AS cost_nanousd, uncertain_nanousd
), booked AS (
    UPDATE workflows_run AS run
    SET reserved_nanousd = run.reserved_nanousd - done.reserved_nanousd,
        spent_nanousd = run.spent_nanousd + done.cost_nanousd,
        uncertain_nanousd = run.uncertain_nanousd + done.uncertain_nanousd
    FROM done
    WHERE run.id = done.run_id AND run.project_id = %(project_id)s::bigint
      AND (done.reserved_nanousd, done.cost_nanousd, done.uncertain_nanousd) <> (0, 0, 0)
)
SELECT count(*) AS ended FROM done
