-- Returns nothing; new amounts of calls of these traces.
DELETE FROM span_reprice WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
