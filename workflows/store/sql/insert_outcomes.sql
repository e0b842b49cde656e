-- source, outcome_id, version: of the outcomes that are new; the others stand there already and stay as they are.
INSERT INTO outcome (
    project_id, source, outcome_id, version, workflow, ref_kind, ref, occurred_at, status, metric, value, value_nanousd,
    currency, minutes_saved, human_minutes, attributes, received_at, body_hash
)
SELECT
    %(project_id)s, source, outcome_id, version, workflow, ref_kind, ref, occurred_at, status, metric, value,
    value_nanousd, currency, minutes_saved, human_minutes, attributes, %(received)s, body_hash
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (
    source text, outcome_id text, version bigint, workflow text, ref_kind text, ref text, occurred_at timestamptz,
    status text, metric text, value numeric, value_nanousd bigint, currency text, minutes_saved numeric,
    human_minutes numeric, attributes jsonb, body_hash bigint
)
ON CONFLICT DO NOTHING
RETURNING source, outcome_id, version
