-- Returns (code, client, n, last) of what came in during a period, by code and client.
SELECT code, client, sum(n)::bigint, max(bucket)
FROM ingest_count
WHERE project_id = %(project_id)s AND bucket >= %(from_time)s AND bucket < %(to_time)s
GROUP BY code, client
