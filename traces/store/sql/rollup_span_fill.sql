-- Returns nothing; facts of some buckets, superseded spans left out, tokens and money only where they are counted.
INSERT INTO rollup_span (
    project_id, grain, bucket, workflow, step, kind, provider, model, price_id, status, spans, duration_ns,
    calls, unpriced_calls, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
    cost_nanousd
)
SELECT
    %(project_id)s, %(grain)s, date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(workflow, ''),
    coalesce(step, ''), kind, coalesce(provider, ''), coalesce(model, ''), coalesce(price_id, 0), status,
    count(*), sum(duration_ns),
    count(*) FILTER (WHERE usage_counted),
    count(*) FILTER (WHERE usage_counted AND cost_nanousd IS NULL),
    coalesce(sum(input_tokens) FILTER (WHERE usage_counted), 0),
    coalesce(sum(output_tokens) FILTER (WHERE usage_counted), 0),
    coalesce(sum(cache_read_tokens) FILTER (WHERE usage_counted), 0),
    coalesce(sum(cache_write_tokens) FILTER (WHERE usage_counted), 0),
    coalesce(sum(reasoning_tokens) FILTER (WHERE usage_counted), 0),
    coalesce(sum(cost_nanousd) FILTER (WHERE usage_counted), 0)
FROM span
WHERE
    project_id = %(project_id)s
    AND start_time >= %(first)s AND start_time < %(last)s
    AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
    AND NOT superseded
GROUP BY 3, 4, 5, 6, 7, 8, 9, 10
