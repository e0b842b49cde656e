-- start_time: until which about so many spans of these traces start; no row: there are no more than that.
SELECT start_time
FROM span
WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
ORDER BY start_time
OFFSET %(most)s
LIMIT 1
