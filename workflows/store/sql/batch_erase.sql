-- Nothing: forgets what these runs gave to batches.
DELETE FROM workflows_batchslot WHERE project_id = %(project_id)s AND run_id = ANY(%(run_ids)s)
