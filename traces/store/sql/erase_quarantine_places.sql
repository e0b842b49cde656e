-- Returns nothing; refused spans at these places, read in the same transaction: they are never changed, so they stay put.
DELETE FROM quarantine WHERE project_id = %(project_id)s AND ctid = ANY(%(places)s::tid[])
