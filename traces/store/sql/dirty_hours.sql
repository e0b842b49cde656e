-- kind, hour, waited: what was marked and the age of its oldest mark.
SELECT kind, date_trunc('hour', bucket, 'UTC') AS hour, clock_timestamp() - min(made_at) AS waited
FROM mark
WHERE project_id = %(project_id)s
GROUP BY 1, 2
