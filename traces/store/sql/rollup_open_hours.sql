-- hour: those before a time that still have minutes to be folded.
SELECT DISTINCT date_trunc('hour', bucket, 'UTC') AS hour
FROM {table}
WHERE project_id = %(project_id)s AND grain = 'm' AND bucket < %(before)s
ORDER BY hour
