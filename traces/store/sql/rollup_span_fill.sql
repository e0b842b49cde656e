-- Counted, for rollup_sums: facts of some buckets, superseded spans left out, tokens and money only where they count.
SELECT
    date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(workflow, '') AS workflow,
    coalesce(step, '') AS step, kind, coalesce(provider, '') AS provider, coalesce(model, '') AS model,
    coalesce(price_id, 0) AS price_id, status, count(*) AS spans, sum(duration_ns) AS duration_ns,
    count(*) FILTER (WHERE usage_counted) AS calls,
    count(*) FILTER (WHERE usage_counted AND cost_nanousd IS NULL) AS unpriced_calls,
    coalesce(sum(input_tokens) FILTER (WHERE usage_counted), 0) AS input_tokens,
    coalesce(sum(output_tokens) FILTER (WHERE usage_counted), 0) AS output_tokens,
    coalesce(sum(cache_read_tokens) FILTER (WHERE usage_counted), 0) AS cache_read_tokens,
    coalesce(sum(cache_write_tokens) FILTER (WHERE usage_counted), 0) AS cache_write_tokens,
    coalesce(sum(reasoning_tokens) FILTER (WHERE usage_counted), 0) AS reasoning_tokens,
    coalesce(sum(cost_nanousd) FILTER (WHERE usage_counted), 0) AS cost_nanousd
FROM span
WHERE
    project_id = %(project_id)s
    AND start_time >= %(first)s AND start_time < %(last)s
    AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
    AND NOT superseded
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
