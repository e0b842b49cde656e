-- The newest so many runs of a cohort (their model: the one of their trace with the most tokens), of which the statements that name {runs} make their sums.
SELECT
    trace_id, start_time, coalesce(workflow, '') AS workflow, duration_ns, critical_ns, path_ids, path_ns
FROM trace_run
WHERE
    project_id = %(project_id)s AND start_time >= %(first)s AND start_time < %(last)s
    AND (%(workflow)s::text IS NULL OR coalesce(workflow, '') = %(workflow)s)
    AND (%(release)s::text IS NULL OR coalesce(release, '') = %(release)s)
    AND (%(but_release)s::text IS NULL OR coalesce(release, '') <> %(but_release)s)
    AND (%(prompt)s::text IS NULL OR coalesce(prompt_fingerprint, '') = %(prompt)s)
    AND (%(but_prompt)s::text IS NULL OR coalesce(prompt_fingerprint, '') <> %(but_prompt)s)
    AND (
        %(model)s::text IS NULL
        OR %(model)s = (SELECT coalesce(models[1], '') FROM trace WHERE trace.project_id = %(project_id)s AND trace.trace_id = trace_run.trace_id)
    )
    AND (
        %(but_model)s::text IS NULL
        OR %(but_model)s <> (SELECT coalesce(models[1], '') FROM trace WHERE trace.project_id = %(project_id)s AND trace.trace_id = trace_run.trace_id)
    )
    AND (%(status)s::text IS NULL OR status = %(status)s)
    AND (%(tags)s::jsonb IS NULL OR tags @> %(tags)s::jsonb)
ORDER BY start_time DESC
LIMIT %(most)s
