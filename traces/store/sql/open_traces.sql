-- trace_id as bytes, start_ns, end_ns, span_count, last_seen, workflow, workflow_reason: quiet traces, longest first.
SELECT uuid_send(trace_id) AS trace_id, start_ns, end_ns, span_count, last_seen, workflow, workflow_reason
FROM trace
WHERE project_id = %(project_id)s AND settled_at IS NULL AND settle_after <= %(now)s
ORDER BY settle_after
LIMIT %(limit)s
