-- trace_id, span_id, source, start_time, start_ns, provider, model, service tier, tokens by class, then what the call costs now:
-- nano-dollars, price, source; what was reported; whether it counts. Calls within a time that a price could be for.
SELECT
    trace_id, span_id, source, start_time, start_ns, provider, model, service_tier,
    input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, reasoning_tokens,
    input_audio_tokens, output_audio_tokens,
    cost_nanousd, price_id, cost_source,
    coalesce(cost_reported_nanousd, CASE WHEN cost_source = 'reported' THEN cost_nanousd END) AS reported_nanousd,
    usage_counted AND NOT superseded AS counts
FROM span
WHERE
    project_id = %(project_id)s
    AND start_time >= %(first)s AND start_time < %(last)s
    AND model IS NOT NULL
    AND (input_tokens IS NOT NULL OR output_tokens IS NOT NULL)
    AND cost_source IS DISTINCT FROM 'cache'
    AND NOT coalesce(array_to_string(warnings, ' ') LIKE '%%bad_tokens:%%', false)
