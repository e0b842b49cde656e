-- Returns nothing; these services told tokens now.
INSERT INTO usage_told (project_id, service, source, last_seen)
SELECT %(project_id)s, service, source, %(now)s
FROM unnest(%(services)s::text[], %(sources)s::text[]) AS told (service, source)
ORDER BY service, source
ON CONFLICT (project_id, service, source)
DO UPDATE SET last_seen = greatest(usage_told.last_seen, excluded.last_seen)
