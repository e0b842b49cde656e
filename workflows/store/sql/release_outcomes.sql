-- Returns nothing; versions of outcomes that hold no longer, as a higher one came.
UPDATE outcome AS old SET holds = false, unattributed = NULL
FROM jsonb_to_recordset(%(keys)s::jsonb) AS new (source text, outcome_id text, version bigint)
WHERE
    old.project_id = %(project_id)s AND old.holds
    AND old.source = new.source AND old.outcome_id = new.outcome_id AND old.version <> new.version
