-- start_ns, workflow, model, release, prompt_fingerprint, tags: of spans of these traces up to a time, taken away.
DELETE FROM span
WHERE
    project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
    AND (%(until)s::timestamptz IS NULL OR start_time <= %(until)s)
RETURNING start_ns, workflow, model, release, prompt_fingerprint, tags
