-- Returns nothing; call paths, which name spans, that no run has any more.
DELETE FROM time_path
WHERE
    project_id = %(project_id)s AND path_id = ANY(%(path_ids)s::bigint[])
    AND NOT EXISTS (
        SELECT FROM trace_run
        WHERE trace_run.project_id = %(project_id)s AND time_path.path_id = ANY(trace_run.path_ids)
    )
