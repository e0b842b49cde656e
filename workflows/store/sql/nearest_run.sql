-- n, workflow, status, start_time: the run nearest to each outcome that none is credited for, of any workflow and time.
SELECT asked.n, run.workflow, run.status, run.start_time
FROM jsonb_to_recordset(%(asked)s::jsonb) AS asked (n integer, ref text, last timestamptz)
CROSS JOIN LATERAL (
    (
        SELECT workflow, status, start_time
        FROM trace_run
        WHERE project_id = %(project_id)s AND {find} AND start_time <= asked.last
        ORDER BY start_time DESC
        LIMIT 1
    )
    UNION ALL
    (
        SELECT workflow, status, start_time
        FROM trace_run
        WHERE project_id = %(project_id)s AND {find} AND start_time > asked.last
        ORDER BY start_time
        LIMIT 1
    )
    LIMIT 1
) AS run
