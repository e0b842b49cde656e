-- One row: the bucket as it was (level null when it is new), locked until the transaction ends; and the database's time.
INSERT INTO workflows_ratebucket AS bucket (project_id, name, level, at_ms)
VALUES (%(project_id)s, %(name)s, 'NaN', 0)
ON CONFLICT (project_id, name) DO UPDATE SET name = excluded.name
RETURNING nullif(bucket.level, 'NaN'), bucket.at_ms, (extract(epoch FROM clock_timestamp()) * 1000)::bigint
