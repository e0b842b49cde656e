-- start_time of the newest span before a time, if there is one.
SELECT start_time FROM span
WHERE project_id = %(project_id)s AND start_time < %(before)s
ORDER BY start_time DESC
LIMIT 1
