-- workflow, provider, model, service_tier, cost_source, price_id, context_over, days: calls that are alike on some days,
-- each day as numbers of eight bytes: its place among the days from 1, then runs to nano-dollars as in cost_day.
SELECT
    workflow, provider, model, service_tier, cost_source, price_id, context_over,
    string_agg(
        int8send(width_bucket(from_time, %(starts)s::timestamptz[])::bigint) || int8send(runs) || int8send(calls)
        || int8send(useful_calls) || int8send(input_tokens) || int8send(output_tokens)
        || int8send(cache_read_tokens) || int8send(cache_write_tokens) || int8send(cache_write_1h_tokens)
        || int8send(reasoning_tokens) || int8send(input_audio_tokens) || int8send(output_audio_tokens)
        || int8send(cost_nanousd),
        ''
    ) AS days
FROM (
    {kept}
    UNION ALL
    {of_hours}
) AS day
GROUP BY 1, 2, 3, 4, 5, 6, 7
