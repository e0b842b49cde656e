-- series, start_ns, time_ns, value: how far these series had come.
SELECT series, start_ns, time_ns, value FROM metric_point
WHERE project_id = %(project_id)s AND series = ANY(%(series)s::bytea[])
