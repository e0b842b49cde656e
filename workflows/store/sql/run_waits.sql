-- Every wait of a run whose end the run has not taken note of yet, the newest of a step last.
SELECT id, step_key, kind, state, answer, answered_by, kept
FROM workflows_wait
WHERE project_id = %(project_id)s AND run_id = %(run_id)s AND NOT consumed AND state <> 'void'
ORDER BY id
