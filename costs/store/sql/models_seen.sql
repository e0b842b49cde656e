-- Returns one row per provider and model called: calls, unpriced ones, tokens, nano-dollars, the price rows used.
SELECT
    provider,
    model,
    sum(calls)::bigint,
    sum(unpriced_calls)::bigint,
    sum(input_tokens)::bigint,
    sum(cache_read_tokens)::bigint,
    sum(output_tokens)::bigint,
    sum(cost_nanousd)::bigint,
    array_remove(array_agg(DISTINCT price_id), 0)
FROM rollup_span
WHERE project_id = %(project_id)s AND bucket >= %(from_time)s AND bucket < %(to_time)s
GROUP BY provider, model
HAVING sum(calls) > 0
ORDER BY sum(cost_nanousd) DESC, sum(calls) DESC, provider, model
