-- trace_id, cause: the newest failed trace of a time that no person has judged, older than the one that was skipped.
SELECT trace_id, cause
FROM trace
WHERE
    project_id = %(project_id)s AND cause IS NOT NULL
    AND start_time >= %(from_time)s AND start_time < %(to_time)s
    AND (%(workflow)s::text = '' OR workflow = %(workflow)s)
    AND (
        %(after)s::uuid IS NULL
        OR (start_time, trace_id) < (
            SELECT skipped.start_time, skipped.trace_id
            FROM trace AS skipped
            WHERE skipped.project_id = %(project_id)s AND skipped.trace_id = %(after)s
        )
    )
    AND NOT EXISTS (
        SELECT FROM score
        WHERE
            score.project_id = %(project_id)s AND score.trace_id = trace.trace_id
            AND source = 'human' AND score.name = %(name)s
    )
ORDER BY start_time DESC, trace_id DESC
LIMIT 1
