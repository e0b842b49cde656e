-- Every step of a run that is committed or waits.
SELECT key, name, state, arguments, arguments_hash, result, error
FROM workflows_step
WHERE project_id = %(project_id)s AND run_id = %(run_id)s
