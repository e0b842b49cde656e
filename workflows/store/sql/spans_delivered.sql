-- Nothing. Takes delivered spans of a project out.
DELETE FROM workflows_spanoutbox WHERE project_id = %(project_id)s AND id = ANY(%(ids)s)
