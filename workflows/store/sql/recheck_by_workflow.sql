-- n, source, outcome_id, occurred_at: the next outcomes of each recheck, in order of time.
SELECT asked.n, found.source, found.outcome_id, found.occurred_at
FROM jsonb_to_recordset(%(asked)s::jsonb) AS asked (
    n integer, kind text, ref text, first timestamptz, after_source text, after_id text, last timestamptz
)
CROSS JOIN LATERAL (
    SELECT source, outcome_id, occurred_at
    FROM outcome
    WHERE
        project_id = %(project_id)s AND workflow = asked.ref AND holds
        AND (occurred_at, source, outcome_id) > (asked.first, asked.after_source, asked.after_id)
        AND occurred_at <= asked.last
    ORDER BY occurred_at, source, outcome_id
    LIMIT %(share)s
) AS found
ORDER BY asked.n, found.occurred_at, found.source, found.outcome_id
