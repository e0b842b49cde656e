-- Rows touched: the steps that a fork takes over from the run it comes from.
INSERT INTO workflows_step (
    project_id, run_id, key, name, loop, map_index, kind, state, effect, arguments, arguments_hash, result, error, rung,
    attempts, cost_nanousd, fence, started_at, ended_at
)
SELECT project_id, %(fork_id)s, key, name, loop, map_index, kind, state, effect, arguments, arguments_hash, result, error,
    rung, 0, NULL, 0, started_at, ended_at
FROM workflows_step
WHERE project_id = %(project_id)s AND run_id = %(run_id)s AND state IN ('done', 'failed') AND key = ANY(%(keys)s)
