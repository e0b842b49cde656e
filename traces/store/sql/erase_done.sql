-- Returns nothing; nothing is left of these traces.
DELETE FROM erasure_trace
WHERE project_id = %(project_id)s AND erasure_id = %(erasure_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
