-- Counted, for rollup_sums: calls whose usage counts, of some buckets, by workflow, provider, model, tiers, price and
-- who says what they cost, and the API key they came by.
SELECT
    date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(workflow, '') AS workflow,
    coalesce(provider, '') AS provider,
    coalesce(model, '') AS model, lower(coalesce(service_tier, '')) AS service_tier,
    coalesce(cost_source, '') AS cost_source, coalesce(price_id, 0) AS price_id,
    coalesce((%(context_bounds)s::bigint[])[width_bucket(coalesce(input_tokens, 0) - 1, %(context_bounds)s::bigint[])], 0)
    AS context_over,
    coalesce(api_key, 0) AS api_key,
    count(*) AS calls,
    count(*) FILTER (WHERE status <> 'error') AS useful_calls,
    count(*) FILTER (WHERE array_to_string(warnings, ' ') LIKE '%%bad_tokens:%%') AS refused_calls,
    coalesce(sum(input_tokens), 0) AS input_tokens,
    coalesce(sum(output_tokens), 0) AS output_tokens,
    coalesce(sum(cache_read_tokens), 0) AS cache_read_tokens,
    coalesce(sum(cache_write_tokens), 0) AS cache_write_tokens,
    coalesce(sum(cache_write_1h_tokens), 0) AS cache_write_1h_tokens,
    coalesce(sum(reasoning_tokens), 0) AS reasoning_tokens,
    coalesce(sum(input_audio_tokens), 0) AS input_audio_tokens,
    coalesce(sum(output_audio_tokens), 0) AS output_audio_tokens,
    coalesce(sum(cost_nanousd), 0) AS cost_nanousd,
    count(*) FILTER (WHERE cost_source = 'price' AND cost_reported_nanousd IS NOT NULL) AS compared_calls,
    coalesce(sum(cost_nanousd) FILTER (WHERE cost_source = 'price' AND cost_reported_nanousd IS NOT NULL), 0) AS compared_nanousd,
    coalesce(sum(cost_reported_nanousd) FILTER (WHERE cost_source = 'price' AND cost_reported_nanousd IS NOT NULL), 0) AS reported_nanousd
FROM span
WHERE
    project_id = %(project_id)s
    AND start_time >= %(first)s AND start_time < %(last)s
    AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
    AND usage_counted AND NOT superseded
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
