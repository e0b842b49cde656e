-- The newest outcomes credited to a trace, as workflows.store.reader.Credited, and the number of all of them.
SELECT
    held.source, held.outcome_id, held.version, held.workflow, held.ref_kind, held.ref, held.status, held.metric,
    held.occurred_at, held.received_at, credit.run_id, credit.share, credit.value_nanousd, credit.minutes_saved,
    credit.human_minutes, credit.n
FROM (
    SELECT *, count(*) OVER () AS n
    FROM outcome_credit
    WHERE project_id = %(project_id)s AND trace_id = %(trace_id)s::uuid
    ORDER BY occurred_at DESC, source, outcome_id, run_id
    LIMIT %(most)s
) AS credit
INNER JOIN outcome AS held
    ON
        held.project_id = %(project_id)s AND held.source = credit.source AND held.outcome_id = credit.outcome_id
        AND held.holds
ORDER BY credit.occurred_at DESC, credit.source, credit.outcome_id, credit.run_id
