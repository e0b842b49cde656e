-- trace_id as bytes, then a span as traces.settle.values.SettlingSpan has it, batch and place apart; by trace and start.
SELECT
    uuid_send(trace_id) AS trace_id, span_id, parent_span_id, start_ns, duration_ns, kind, name, status, service,
    workflow, run_id, provider, model, input_tokens, output_tokens, cost_nanousd, session, business_key, user_id,
    release, prompt_fingerprint, tags::text AS tags, usage_counted, uncounted_reason, superseded,
    source, call_hash, uuid_send(batch_id) AS batch_id, body_index, attempt, attempt_found, prompt_hash,
    first_token_ns, queue_wait_ns, step, error_type, finish_reason, signs
FROM span
WHERE
    project_id = %(project_id)s
    AND trace_id = ANY(%(trace_ids)s::uuid[])
    AND start_time BETWEEN %(first)s AND %(last)s
ORDER BY trace_id, start_ns, span_id
