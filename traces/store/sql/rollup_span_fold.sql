-- Returns nothing; one hour as the sum of its minutes.
INSERT INTO rollup_span (
    project_id, grain, bucket, workflow, step, kind, provider, model, price_id, status, spans, duration_ns,
    calls, unpriced_calls, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
    cost_nanousd
)
SELECT
    %(project_id)s, 'h', %(hour)s, workflow, step, kind, provider, model, price_id, status, sum(spans),
    sum(duration_ns), sum(calls), sum(unpriced_calls), sum(input_tokens), sum(output_tokens), sum(cache_read_tokens),
    sum(cache_write_tokens), sum(reasoning_tokens), sum(cost_nanousd)
FROM rollup_span
WHERE
    project_id = %(project_id)s AND grain = 'm'
    AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
GROUP BY workflow, step, kind, provider, model, price_id, status
