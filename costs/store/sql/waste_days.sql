-- kind, workflow, provider, model, price_id, from_time, calls, input, output, cache_read, cost, trace_ids: by day.
SELECT
    kind, workflow, provider, model, price_id, from_time, calls, input_tokens, output_tokens, cache_read_tokens,
    cost_nanousd, trace_ids
FROM waste_day
WHERE
    project_id = %(project_id)s AND from_time = ANY(%(starts)s::timestamptz[]) AND to_time = ANY(%(ends)s::timestamptz[])
ORDER BY from_time DESC
