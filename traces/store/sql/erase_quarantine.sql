-- Returns nothing; refused spans of these traces.
DELETE FROM quarantine WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::text[])
