-- Returns one JSON plan, without running it: how many traces does the planner expect to match?
EXPLAIN (FORMAT JSON)
SELECT 1
FROM trace
WHERE project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
{conditions}
