-- One row, or none: what became of an item: state, answer, cost, how many went together, the item.
SELECT state, answer, cost_nanousd, together, item
FROM workflows_batchslot
WHERE project_id = %(project_id)s AND run_id = %(run_id)s AND step_key = %(step_key)s
