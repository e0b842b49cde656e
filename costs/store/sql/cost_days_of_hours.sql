-- project_id, from_time, to_time, workflow, provider, model, service_tier, cost_source, price_id, context_over, runs,
-- calls, useful_calls, tokens by class, nano-dollars: what happened in some days, added up from their hours.
SELECT
    %(project_id)s::integer AS project_id, from_time, to_time, workflow, provider, model, service_tier, cost_source,
    price_id, context_over, sum(runs)::bigint AS runs, sum(calls)::bigint AS calls,
    sum(useful_calls)::bigint AS useful_calls, sum(input_tokens)::bigint AS input_tokens,
    sum(output_tokens)::bigint AS output_tokens, sum(cache_read_tokens)::bigint AS cache_read_tokens,
    sum(cache_write_tokens)::bigint AS cache_write_tokens,
    sum(cache_write_1h_tokens)::bigint AS cache_write_1h_tokens, sum(reasoning_tokens)::bigint AS reasoning_tokens,
    sum(input_audio_tokens)::bigint AS input_audio_tokens, sum(output_audio_tokens)::bigint AS output_audio_tokens,
    sum(cost_nanousd)::bigint AS cost_nanousd
FROM (
    SELECT
        day.from_time, day.to_time, workflow, provider, model, service_tier, cost_source, price_id, context_over,
        0 AS runs, calls, useful_calls, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
        cache_write_1h_tokens, reasoning_tokens, input_audio_tokens, output_audio_tokens, cost_nanousd
    FROM unnest(%(fresh_starts)s::timestamptz[], %(fresh_ends)s::timestamptz[]) AS day (from_time, to_time)
    INNER JOIN rollup_call
        ON
            rollup_call.project_id = %(project_id)s AND grain IN ('m', 'h')
            AND bucket >= day.from_time AND bucket < day.to_time
    UNION ALL
    SELECT
        day.from_time, day.to_time, workflow, '', '', '', '', 0, 0, runs, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    FROM unnest(%(fresh_starts)s::timestamptz[], %(fresh_ends)s::timestamptz[]) AS day (from_time, to_time)
    INNER JOIN rollup_run
        ON
            rollup_run.project_id = %(project_id)s AND grain IN ('m', 'h')
            AND bucket >= day.from_time AND bucket < day.to_time
) AS hour
GROUP BY 2, 3, 4, 5, 6, 7, 8, 9, 10
