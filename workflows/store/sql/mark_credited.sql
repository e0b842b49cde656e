-- Returns nothing; says of versions of outcomes that they are worked on, which holds, and why no run has it.
UPDATE outcome AS old SET
    pending = false, holds = new.holds, unattributed = new.reason
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (
    source text, outcome_id text, version bigint, holds boolean, reason text
)
WHERE
    old.project_id = %(project_id)s
    AND old.source = new.source AND old.outcome_id = new.outcome_id AND old.version = new.version
    AND (old.pending OR old.holds <> new.holds OR old.unattributed IS DISTINCT FROM new.reason)
