-- start_time: of the runs that were taken away, to be written anew.
DELETE FROM trace_run
WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
RETURNING start_time
