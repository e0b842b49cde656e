-- start_time of the trace before which lie the newest `newest` traces of the period; no row when there are no more.
SELECT start_time
FROM trace
WHERE project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
ORDER BY start_time DESC, trace_id DESC
OFFSET %(newest)s
LIMIT 1
