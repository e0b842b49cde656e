-- from_time, to_time: which of some days were looked through once, those that are to be looked through anew too.
SELECT from_time, to_time
FROM waste_day_done
WHERE project_id = %(project_id)s AND from_time = ANY(%(starts)s::timestamptz[]) AND to_time = ANY(%(ends)s::timestamptz[])
UNION
SELECT from_time, to_time
FROM waste_day
WHERE project_id = %(project_id)s AND from_time = ANY(%(starts)s::timestamptz[]) AND to_time = ANY(%(ends)s::timestamptz[])
