-- Returns (place, traces, failed) of each bar that has any trace; bars are width_ns long and count from from_ns.
SELECT (start_ns - %(from_ns)s) / %(width_ns)s AS place, count(*), count(*) FILTER (WHERE status = 'error')
FROM trace
WHERE project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
{conditions}
GROUP BY place
