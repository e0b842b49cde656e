-- Returns nothing; the rows of these traces.
DELETE FROM {table} WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
