-- Returns nothing; keeps some days, added up from their hours.
INSERT INTO cost_day (
    project_id, from_time, to_time, workflow, provider, model, service_tier, cost_source, price_id, context_over, runs,
    calls, useful_calls, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens,
    reasoning_tokens, input_audio_tokens, output_audio_tokens, cost_nanousd
)
{of_hours}
