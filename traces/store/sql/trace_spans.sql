-- Returns the first spans of a trace by start; columns stand as in traces.types.StoredSpan. The times prune partitions.
SELECT
    trace_id, span_id, parent_span_id, start_ns, duration_ns, first_token_ns, kind, name, status, error_type, service,
    workflow, run_id, step, coalesce(attempt, attempt_found) AS attempt, provider, model, input_tokens, output_tokens, cache_read_tokens,
    cache_write_tokens, cache_write_1h_tokens, reasoning_tokens, input_audio_tokens, output_audio_tokens,
    cost_nanousd, cost_reported_nanousd, cost_source, price_id, service_tier, finish_reason, session, user_id,
    business_key, release, prompt_fingerprint, source, convention, tags,
    warnings, usage_counted, superseded, prompt_hash, signs
FROM span
WHERE
    project_id = %(project_id)s AND trace_id = %(trace_id)s
    AND start_time >= %(from_time)s AND start_time <= %(to_time)s
ORDER BY start_ns, span_id
LIMIT %(most)s
