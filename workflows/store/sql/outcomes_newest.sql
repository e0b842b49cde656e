-- The newest outcomes of a period as workflows.store.reader.Listed, and what each is credited with in all.
SELECT
    each.source, each.outcome_id, each.version, each.workflow, each.ref_kind, each.ref, each.occurred_at,
    each.received_at, each.status, each.metric, each.value, each.currency, each.value_nanousd, each.minutes_saved,
    each.human_minutes, each.pending, each.unattributed, coalesce(credit.traces, '{}'), credit.value_nanousd::text
FROM (
    SELECT *
    FROM outcome
    WHERE
        project_id = %(project_id)s AND occurred_at >= %(first)s AND occurred_at < %(last)s AND (holds OR pending)
        {conditions}
    ORDER BY occurred_at DESC, source DESC, outcome_id DESC
    LIMIT %(most)s
) AS each
LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT replace(trace_id::text, '-', '')) AS traces, sum(value_nanousd) AS value_nanousd
    FROM outcome_credit
    WHERE project_id = %(project_id)s AND source = each.source AND outcome_id = each.outcome_id AND each.holds
) AS credit ON true
ORDER BY each.occurred_at DESC, each.source DESC, each.outcome_id DESC
