-- Returns (trace_id, sort_key) of one page in any order: finds all that match, then sorts. In time order a fence keeps the
-- planner from walking the time index in the hope of an early end; elsewhere it would keep workers from sharing the sort.
SELECT trace_id, sort_key
FROM (
    SELECT trace_id, {sort_key} AS sort_key
    FROM trace
    WHERE project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
    {find}
    {test}
    {fence}
) AS matching
WHERE true
{after}
ORDER BY sort_key {direction}, trace_id {direction}
LIMIT %(limit)s
