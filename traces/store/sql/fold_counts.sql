-- Returns nothing; one row for each code and client of an hour in the place of one a batch.
WITH gone AS (
    DELETE FROM ingest_count
    WHERE project_id = %(project_id)s AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
    RETURNING code, client, n
)
INSERT INTO ingest_count (project_id, bucket, code, client, n)
SELECT %(project_id)s, %(hour)s, code, client, sum(n) FROM gone GROUP BY code, client
