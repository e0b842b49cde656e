-- The version that holds of some outcomes, the highest, with what crediting it takes.
SELECT
    held.source, held.outcome_id, held.version, held.workflow, held.ref_kind, held.ref, held.occurred_at, held.status,
    held.metric, held.value, held.value_nanousd, held.currency, held.minutes_saved, held.human_minutes
FROM jsonb_to_recordset(%(keys)s::jsonb) AS asked (source text, outcome_id text)
CROSS JOIN LATERAL (
    SELECT *
    FROM outcome
    WHERE project_id = %(project_id)s AND source = asked.source AND outcome_id = asked.outcome_id
    ORDER BY version DESC
    LIMIT 1
) AS held
