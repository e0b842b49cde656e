-- Returns nothing; of these traces no more than spans is left.
UPDATE erasure_trace SET headless = true
WHERE project_id = %(project_id)s AND erasure_id = %(erasure_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
