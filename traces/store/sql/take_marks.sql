-- bucket: the marked minutes of some hours, each once; their marks are taken away, marks made from now on stay.
WITH gone AS (
    DELETE FROM mark
    WHERE
        project_id = %(project_id)s AND kind = %(kind)s
        AND bucket >= %(first)s AND bucket < %(last)s
        AND date_trunc('hour', bucket, 'UTC') = ANY(%(hours)s)
    RETURNING bucket
)
SELECT DISTINCT bucket FROM gone ORDER BY bucket
