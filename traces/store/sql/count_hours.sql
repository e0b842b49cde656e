-- hour: those before a time whose counts still stand by the minute.
SELECT DISTINCT date_trunc('hour', bucket, 'UTC') AS hour
FROM ingest_count
WHERE project_id = %(project_id)s AND bucket < %(before)s AND bucket <> date_trunc('hour', bucket, 'UTC')
