-- service: those that told tokens by spans, logs or events since a time.
SELECT DISTINCT service FROM usage_told
WHERE project_id = %(project_id)s AND service = ANY(%(services)s) AND last_seen >= %(since)s
