-- One row per provider, model, service tier and source of the cost: calls, those with refused tokens, tokens by class,
-- since when, then of calls with a price and a reported cost: how many, by our price, as reported. Most calls first.
SELECT
    provider, model, service_tier, cost_source, sum(calls)::bigint, sum(refused_calls)::bigint,
    sum(input_tokens)::bigint, sum(output_tokens)::bigint, sum(cache_read_tokens)::bigint,
    sum(cache_write_tokens)::bigint, sum(cache_write_1h_tokens)::bigint, sum(reasoning_tokens)::bigint,
    sum(input_audio_tokens)::bigint, sum(output_audio_tokens)::bigint,
    min(bucket), sum(compared_calls)::bigint, sum(compared_nanousd)::bigint, sum(reported_nanousd)::bigint
FROM rollup_call
WHERE project_id = %(project_id)s AND bucket >= %(from_time)s AND bucket < %(to_time)s
GROUP BY provider, model, service_tier, cost_source
ORDER BY sum(calls) DESC, provider, model, service_tier, cost_source
LIMIT %(most)s
