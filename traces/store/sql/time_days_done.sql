-- from_time, to_time: which of some days stand in time_day and path_day.
SELECT from_time, to_time
FROM time_day_done
WHERE project_id = %(project_id)s AND from_time = ANY(%(starts)s::timestamptz[]) AND to_time = ANY(%(ends)s::timestamptz[])
