-- Returns (trace_id, sort_key) of one page in any order, testing no more than the first `walk` traces of that order: the
-- index over time alone puts them in order, and a row is read only to test it.
SELECT candidate.trace_id, candidate.sort_key
FROM (
    SELECT trace_id, sort_key
    FROM (
        SELECT trace_id, {sort_key} AS sort_key
        FROM trace
        WHERE project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
    ) AS whole_period
    WHERE true
    {after}
    ORDER BY sort_key {direction}, trace_id {direction}
    LIMIT %(walk)s
) AS candidate
CROSS JOIN LATERAL (
    SELECT
    FROM trace
    WHERE project_id = %(project_id)s AND trace_id = candidate.trace_id
    {conditions}
    OFFSET 0
) AS tested
ORDER BY candidate.sort_key {direction}, candidate.trace_id {direction}
LIMIT %(limit)s
