-- Nothing. What an ended run waited for is wanted no more.
UPDATE workflows_wait
SET state = 'void'
WHERE project_id = %(project_id)s AND run_id = %(run_id)s AND state = 'open'
