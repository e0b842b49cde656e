-- trace_id as bytes, start_ns: those of the batch's traces that are known already.
SELECT uuid_send(trace_id) AS trace_id, start_ns
FROM trace
WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
