-- kind, hour: what was marked, the newest first, for those are the hours people look at. Hours before `open_since` stand
-- folded and cost more to mend: their marks gather for `patience` first.
SELECT kind, date_trunc('hour', bucket, 'UTC') AS hour
FROM mark
WHERE project_id = %(project_id)s
GROUP BY 1, 2
HAVING
    date_trunc('hour', min(bucket), 'UTC') >= %(open_since)s
    OR min(made_at) <= clock_timestamp() - %(patience)s::interval
ORDER BY hour DESC, kind DESC
