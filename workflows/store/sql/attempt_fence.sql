-- Rows touched: 1 when the attempt was taken for lost. It came too late, but what it cost is really spent, and no longer uncertain.
WITH held AS MATERIALIZED (
    SELECT id FROM workflows_run WHERE id = %(run_id)s AND project_id = %(project_id)s FOR UPDATE
), late AS (
    UPDATE workflows_attempt
    SET outcome = 'fenced',
        cost_nanousd = %(cost_nanousd)s,
        uncertain_nanousd = CASE WHEN %(cost_nanousd)s::bigint IS NULL THEN uncertain_nanousd ELSE 0 END,
        attributes = attributes || %(attributes)s::jsonb
    WHERE id = %(attempt_id)s AND project_id = %(project_id)s AND outcome = 'lost'
      AND run_id = (SELECT id FROM held)
    RETURNING run_id, reserved_nanousd, cost_nanousd
)
UPDATE workflows_run AS run
SET spent_nanousd = run.spent_nanousd + late.cost_nanousd,
    uncertain_nanousd = run.uncertain_nanousd - late.reserved_nanousd
FROM late
WHERE run.id = late.run_id AND run.project_id = %(project_id)s AND late.cost_nanousd IS NOT NULL
