-- Returns nothing; outcomes to be looked at again.
INSERT INTO outcome_recheck (project_id, kind, ref, first, after_source, after_id, last)
SELECT %(project_id)s, kind, ref, first, after_source, after_id, last
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (
    kind text, ref text, first timestamptz, after_source text, after_id text, last timestamptz
)
