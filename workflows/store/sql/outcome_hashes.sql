-- source, outcome_id, version, body_hash: of outcomes that are stored.
SELECT source, outcome_id, version, body_hash
FROM outcome
INNER JOIN jsonb_to_recordset(%(keys)s::jsonb) AS asked (source text, outcome_id text, version bigint)
    USING (source, outcome_id, version)
WHERE project_id = %(project_id)s
