-- Nothing: forgets the answers that these runs made.
DELETE FROM workflows_cacheentry WHERE project_id = %(project_id)s AND run_id = ANY(%(run_ids)s)
