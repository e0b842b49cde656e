-- kind, ref: by which runs of some traces go.
SELECT DISTINCT named.kind, named.ref
FROM (
    SELECT run_id, session, business_key FROM span
    WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
    UNION
    SELECT run_id, session, business_key FROM trace_run
    WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
) AS told
CROSS JOIN LATERAL (
    VALUES ('run_id', told.run_id), ('session', told.session), ('key', told.business_key)
) AS named (kind, ref)
WHERE named.ref IS NOT NULL
