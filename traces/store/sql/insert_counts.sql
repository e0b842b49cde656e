-- Returns nothing; what one batch was made of.
INSERT INTO ingest_count (project_id, bucket, code, client, n)
SELECT %(project_id)s, date_trunc('minute', %(received)s::timestamptz), code, %(client)s, n
FROM unnest(%(codes)s::text[], %(ns)s::bigint[]) AS counted (code, n)
