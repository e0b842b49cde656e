-- start_time, workflow, release, prompt_fingerprint: of the runs of these traces, taken away.
DELETE FROM trace_run
WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
RETURNING start_time, workflow, release, prompt_fingerprint
