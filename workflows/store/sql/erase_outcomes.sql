-- Returns nothing; every version of some outcomes.
DELETE FROM outcome
USING jsonb_to_recordset(%(keys)s::jsonb) AS asked (source text, outcome_id text)
WHERE
    outcome.project_id = %(project_id)s
    AND outcome.source = asked.source AND outcome.outcome_id = asked.outcome_id
