-- Returns nothing; what batches were made of, a row for each minute, code and client.
INSERT INTO ingest_count (project_id, bucket, code, client, n)
SELECT %(project_id)s, date_trunc('minute', received), code, client, n
FROM unnest(%(received)s::timestamptz[], %(codes)s::text[], %(clients)s::text[], %(ns)s::bigint[])
    AS counted (received, code, client, n)
