-- One row per attempt that an earlier lease of this run left without an end, now lost: `id`. Its reservation is uncertain spend from now on.
WITH held AS MATERIALIZED (
    SELECT id FROM workflows_run WHERE id = %(run_id)s AND project_id = %(project_id)s FOR UPDATE
), lost AS (
    UPDATE workflows_attempt
    SET outcome = 'lost', uncertain_nanousd = reserved_nanousd, ended_at = clock_timestamp()
    WHERE project_id = %(project_id)s AND run_id = (SELECT id FROM held) AND outcome = '' AND fence < %(fence)s
      AND rung <> 'provider batch'  -- these wait with the provider, not with a worker
    RETURNING id, reserved_nanousd
), booked AS (
    UPDATE workflows_run
    SET reserved_nanousd = reserved_nanousd - summed.nanousd, uncertain_nanousd = uncertain_nanousd + summed.nanousd
    FROM (SELECT sum(reserved_nanousd) AS nanousd FROM lost) AS summed
    WHERE id = %(run_id)s AND project_id = %(project_id)s AND summed.nanousd <> 0
)
SELECT id FROM lost
