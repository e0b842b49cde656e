-- Returns nothing; takes away the credits of some outcomes.
DELETE FROM outcome_credit
USING jsonb_to_recordset(%(keys)s::jsonb) AS asked (source text, outcome_id text)
WHERE
    outcome_credit.project_id = %(project_id)s
    AND outcome_credit.source = asked.source AND outcome_credit.outcome_id = asked.outcome_id
