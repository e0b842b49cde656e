-- Returns nothing; bodies of some hours of which no span is left.
DELETE FROM span_blob AS b
WHERE
    b.project_id = %(project_id)s AND b.start_time >= %(first)s AND b.start_time < %(last)s
    AND NOT EXISTS (
        SELECT 1 FROM span AS s
        WHERE
            s.project_id = %(project_id)s AND s.trace_id = b.trace_id AND s.batch_id = b.batch_id
            AND s.start_time >= b.start_time
    )
