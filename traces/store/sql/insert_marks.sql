-- Returns nothing; one row a batch and minute that changed.
INSERT INTO mark (project_id, kind, bucket)
SELECT %(project_id)s, %(kind)s, to_timestamp(minute * 60)
FROM unnest(%(minutes)s::bigint[]) AS minute
