-- Nothing. A run that is started anew tries again what had failed, but for what must not be done twice.
DELETE FROM workflows_step
WHERE project_id = %(project_id)s AND run_id = %(run_id)s AND state = 'failed' AND effect <> 'unsafe'
