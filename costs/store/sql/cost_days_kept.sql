-- As cost_days_of_hours returns, of days that stand in cost_day.
SELECT
    project_id, from_time, to_time, workflow, provider, model, service_tier, cost_source, price_id, context_over, runs,
    calls, useful_calls, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens,
    reasoning_tokens, input_audio_tokens, output_audio_tokens, cost_nanousd
FROM cost_day
WHERE project_id = %(project_id)s AND from_time = ANY(%(kept_starts)s::timestamptz[]) AND to_time = ANY(%(kept_ends)s::timestamptz[])
