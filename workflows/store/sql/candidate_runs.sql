-- n, trace_id in hex, run_id, start_time: the runs that outcomes may be about, best first. {find}, {status}, {direction} are fixed pieces.
SELECT asked.n, replace(run.trace_id::text, '-', ''), run.run_id, run.start_time
FROM jsonb_to_recordset(%(asked)s::jsonb) AS asked (
    n integer, ref text, first timestamptz, last timestamptz, names text[]
)
CROSS JOIN LATERAL (
    SELECT trace_id, run_id, start_time
    FROM trace_run
    WHERE
        project_id = %(project_id)s AND {find}
        AND start_time >= asked.first AND start_time <= asked.last
        AND workflow = ANY(asked.names) AND {status}
    ORDER BY start_time {direction}, trace_id, run_id
    LIMIT %(most)s
) AS run
ORDER BY asked.n, run.start_time {direction}, run.trace_id, run.run_id
