-- One row: the run, which nobody else changes until the transaction ends.
SELECT id FROM workflows_run WHERE id = %(run_id)s AND project_id = %(project_id)s FOR UPDATE
