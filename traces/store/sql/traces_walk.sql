-- Returns (trace_id, sort_key) of one page in time order, looking at no more than `walk` traces: fast for common values.
SELECT trace_id, start_time AS sort_key
FROM (
    SELECT *
    FROM trace
    WHERE project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
    {after}
    ORDER BY start_time {direction}, trace_id {direction}
    LIMIT %(walk)s
) AS candidate
WHERE true
{conditions}
ORDER BY start_time {direction}, trace_id {direction}
LIMIT %(limit)s
