-- Returns one row: how many outcomes are credited to the traces of an erasure, name one of them, or one of these sessions.
SELECT count(*)
FROM (
    SELECT credit.source, credit.outcome_id
    FROM outcome_credit AS credit
    INNER JOIN erasure_trace AS asked
        ON asked.project_id = credit.project_id AND asked.trace_id = credit.trace_id
    WHERE credit.project_id = %(project_id)s AND asked.erasure_id = %(erasure_id)s
    UNION
    SELECT named.source, named.outcome_id
    FROM outcome AS named
    INNER JOIN erasure_trace AS asked
        ON
            asked.project_id = named.project_id AND named.ref_kind IN ('trace_id', 'run_id')
            AND named.ref = replace(asked.trace_id::text, '-', '')
    WHERE named.project_id = %(project_id)s AND asked.erasure_id = %(erasure_id)s
    UNION
    SELECT source, outcome_id
    FROM outcome
    WHERE project_id = %(project_id)s AND ref_kind = 'session' AND ref = ANY(%(sessions)s)
) AS reached
