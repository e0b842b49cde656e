-- The credits of some outcomes: source, outcome_id, trace_id in hex, run_id, share, money, minutes, status, metric, time, units.
SELECT
    source, outcome_id, replace(trace_id::text, '-', ''), run_id, share, value_nanousd, minutes_saved, human_minutes,
    status, metric, occurred_at, units, amount
FROM outcome_credit
INNER JOIN jsonb_to_recordset(%(keys)s::jsonb) AS asked (source text, outcome_id text) USING (source, outcome_id)
WHERE project_id = %(project_id)s
