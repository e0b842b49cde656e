-- kind, hour: what was marked, the newest first, for those are the hours people look at.
SELECT kind, date_trunc('hour', bucket, 'UTC') AS hour
FROM mark
WHERE project_id = %(project_id)s
GROUP BY 1, 2
ORDER BY hour DESC, kind DESC
