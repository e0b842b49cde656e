-- Returns nothing; some outcomes are to be credited again, the version that holds.
UPDATE outcome SET pending = true
FROM jsonb_to_recordset(%(keys)s::jsonb) AS asked (source text, outcome_id text)
WHERE
    outcome.project_id = %(project_id)s AND outcome.holds
    AND outcome.source = asked.source AND outcome.outcome_id = asked.outcome_id
