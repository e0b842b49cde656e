-- Returns nothing; spans that were read but not stored.
COPY quarantine (project_id, received_at, code, field, reason, trace_id, span_id, name, service, body) FROM STDIN
