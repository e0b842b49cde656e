-- Returns nothing; rows as traces.store.rows packs them, in this order.
COPY span (
    project_id, trace_id, span_id, start_time, parent_span_id, start_ns, duration_ns, first_token_ns,
    kind, name, status, error_type, service, workflow, run_id, step, attempt, provider, model,
    input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, reasoning_tokens,
    input_audio_tokens, output_audio_tokens, cost_nanousd, cost_reported_nanousd, cost_source, price_id, service_tier, finish_reason,
    call_hash, session, user_id, business_key, release, prompt_fingerprint, prompt_hash, source, convention, tags,
    warnings, signs,
    usage_counted, superseded, body_hash, batch_id, body_index, api_key
) FROM STDIN (FORMAT BINARY)
