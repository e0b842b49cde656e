-- Returns the newest spans that were refused after they could be read; columns stand as in traces.types.Quarantined.
SELECT received_at, code, field, reason, trace_id, span_id, name, service
FROM quarantine
WHERE project_id = %(project_id)s
ORDER BY received_at DESC
LIMIT %(limit)s
