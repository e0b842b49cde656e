-- Pieces of the statements over cohorts, chosen by traces.store.cohort: which traces failed, and which are known to be good.
-- name: no_error_failing
cause IS NOT NULL
-- name: no_error_good
cause IS NULL AND settled_at IS NOT NULL AND status <> 'error'
-- name: outcome_failing
outcome = 'failure'
-- name: outcome_good
outcome = 'success'
-- name: fast_failing
end_ns - start_ns > %(threshold)s AND settled_at IS NOT NULL
-- name: fast_good
end_ns - start_ns <= %(threshold)s AND settled_at IS NOT NULL
-- name: cheap_failing
cost_nanousd > %(threshold)s AND settled_at IS NOT NULL
-- name: cheap_good
cost_nanousd <= %(threshold)s AND settled_at IS NOT NULL
-- name: score_failing
trace_id IN (SELECT trace_id FROM judged WHERE value < %(least)s)
-- name: score_good
trace_id IN (SELECT trace_id FROM judged WHERE value >= %(least)s)
-- name: fast_value
end_ns - start_ns
-- name: cheap_value
cost_nanousd
-- name: workflow
AND project_id = %(project_id)s AND workflow = %(workflow)s
-- name: sampled
AND trace_id < %(up_to)s
