-- workflow, provider, model, service_tier, cost_source, price_id, context_over, days: calls that are alike on some days,
-- each day as the bytes of a record: its place among the days from 1, then runs to nano-dollars as in cost_day.
SELECT
    workflow, provider, model, service_tier, cost_source, price_id, context_over,
    string_agg(record_send(ROW(
        width_bucket(from_time, %(starts)s::timestamptz[])::bigint, runs, calls, useful_calls, input_tokens,
        output_tokens, cache_read_tokens, cache_write_tokens, cache_write_1h_tokens, reasoning_tokens,
        input_audio_tokens, output_audio_tokens, cost_nanousd
    )), '') AS days
FROM (
    {kept}
    UNION ALL
    {of_hours}
) AS day
GROUP BY 1, 2, 3, 4, 5, 6, 7
