-- Nothing: the bucket as it is now.
UPDATE workflows_ratebucket SET level = %(level)s, at_ms = %(at_ms)s
WHERE project_id = %(project_id)s AND name = %(name)s
