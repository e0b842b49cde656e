-- Returns nothing; calls of a day whose very prompt the same model had answered that day already: all but the first.
WITH call AS (
    SELECT
        trace_id, coalesce(workflow, '') AS workflow, coalesce(provider, '') AS provider, coalesce(model, '') AS model,
        coalesce(price_id, 0) AS price_id, coalesce(input_tokens, 0) AS input_tokens,
        coalesce(output_tokens, 0) AS output_tokens, coalesce(cache_read_tokens, 0) AS cache_read_tokens, cost_nanousd,
        row_number() OVER (PARTITION BY workflow, provider, model, prompt_hash ORDER BY start_ns, trace_id) AS place
    FROM span
    WHERE
        project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
        AND usage_counted AND NOT superseded AND prompt_hash IS NOT NULL AND cost_nanousd > 0 AND status <> 'error'
)
INSERT INTO waste_day (
    project_id, from_time, to_time, kind, workflow, provider, model, price_id, calls, input_tokens, output_tokens,
    cache_read_tokens, cost_nanousd, trace_ids
)
SELECT
    %(project_id)s, %(from_time)s, %(to_time)s, 'repeated', workflow, provider, model, price_id, count(*),
    sum(input_tokens), sum(output_tokens), sum(cache_read_tokens), sum(cost_nanousd),
    (array_agg(trace_id ORDER BY cost_nanousd DESC, trace_id))[1:5]
FROM call
WHERE place > 1
GROUP BY workflow, provider, model, price_id
