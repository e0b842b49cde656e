-- Returns nothing; credits runs for outcomes.
INSERT INTO outcome_credit (
    project_id, trace_id, run_id, source, outcome_id, share, value_nanousd, minutes_saved, human_minutes, status,
    metric, occurred_at, units, amount
)
SELECT
    %(project_id)s, trace_id, run_id, source, outcome_id, share, value_nanousd, minutes_saved, human_minutes, status,
    metric, occurred_at, units, amount
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (
    trace_id uuid, run_id text, source text, outcome_id text, share numeric, value_nanousd bigint,
    minutes_saved numeric, human_minutes numeric, status text, metric text, occurred_at timestamptz,
    units numeric, amount numeric
)
