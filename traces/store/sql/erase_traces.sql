-- start_time, workflow, models: of the summaries of these traces, taken away.
DELETE FROM trace
WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
RETURNING start_time, workflow, models
