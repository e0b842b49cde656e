-- n, source, outcome_id, occurred_at: the next outcomes of which a trace has credits, in order of their ids.
SELECT asked.n, found.source, found.outcome_id, found.occurred_at
FROM jsonb_to_recordset(%(asked)s::jsonb) AS asked (
    n integer, kind text, ref text, first timestamptz, after_source text, after_id text, last timestamptz
)
CROSS JOIN LATERAL (
    SELECT source, outcome_id, to_timestamp(0) AS occurred_at
    FROM outcome_credit
    WHERE
        project_id = %(project_id)s AND trace_id = asked.ref::uuid
        AND (source, outcome_id) > (asked.after_source, asked.after_id)
    ORDER BY source, outcome_id
    LIMIT %(share)s
) AS found
ORDER BY asked.n, found.source, found.outcome_id
