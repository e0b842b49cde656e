-- trace_id in hex: of traces that had a share of some outcomes, taken away.
WITH gone AS (
    DELETE FROM outcome_credit AS credit
    USING jsonb_to_recordset(%(keys)s::jsonb) AS asked (source text, outcome_id text)
    WHERE
        credit.project_id = %(project_id)s AND credit.source = asked.source AND credit.outcome_id = asked.outcome_id
    RETURNING credit.trace_id
)
SELECT DISTINCT replace(trace_id::text, '-', '') FROM gone
