-- Returns the summaries of the named traces, in no order; columns stand as in traces.types.TraceRow.
SELECT
    trace_id, name, workflow, workflow_reason, start_ns, end_ns - start_ns AS duration_ns, status, span_count,
    error_count, call_count, input_tokens, output_tokens, cost_nanousd, unpriced_calls, models, providers, service,
    session, user_id, release, tags, settled_at IS NOT NULL AS settled, has_root,
    outcome, value_nanousd::text AS value_nanousd
FROM trace
WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s)
