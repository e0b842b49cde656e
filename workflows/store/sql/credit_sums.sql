-- trace_id in hex, run_id, successes, failures, value_nanousd, minutes_saved, human_minutes: what runs are credited with.
SELECT
    replace(trace_id::text, '-', ''), run_id,
    coalesce(sum(share) FILTER (WHERE status = 'success'), 0), coalesce(sum(share) FILTER (WHERE status = 'failure'), 0),
    sum(value_nanousd), sum(minutes_saved), sum(human_minutes)
FROM outcome_credit
WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
GROUP BY trace_id, run_id
