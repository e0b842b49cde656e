-- Returns nothing; facts of some buckets, superseded spans left out, tokens and money only where they are counted.
-- A bucket keeps the commonest values of each free text; the rest of each is added up as (other).
WITH counted AS (
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
),
kept AS (
    SELECT bucket, dimension, value
    FROM (
        SELECT
            bucket, dimension, value,
            row_number() OVER (PARTITION BY bucket, dimension ORDER BY value <> '', sum(spans) DESC, value) AS place
        FROM counted
        CROSS JOIN LATERAL (
            VALUES ('workflow', workflow), ('step', step), ('provider', provider), ('model', model)
        ) AS each (dimension, value)
        GROUP BY 1, 2, 3
    ) AS ranked
    WHERE place <= %(most)s
)
INSERT INTO rollup_span (
    project_id, grain, bucket, workflow, step, kind, provider, model, price_id, status, spans, duration_ns, calls,
    unpriced_calls, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, reasoning_tokens,
    cost_nanousd
)
SELECT
    %(project_id)s, %(grain)s, bucket,
    CASE WHEN (bucket, 'workflow', workflow) IN (TABLE kept) THEN workflow ELSE '(other)' END,
    CASE WHEN (bucket, 'step', step) IN (TABLE kept) THEN step ELSE '(other)' END,
    kind,
    CASE WHEN (bucket, 'provider', provider) IN (TABLE kept) THEN provider ELSE '(other)' END,
    CASE WHEN (bucket, 'model', model) IN (TABLE kept) THEN model ELSE '(other)' END,
    price_id,
    status,
    sum(spans), sum(duration_ns), sum(calls), sum(unpriced_calls), sum(input_tokens), sum(output_tokens),
    sum(cache_read_tokens), sum(cache_write_tokens), sum(reasoning_tokens), sum(cost_nanousd)
FROM counted
GROUP BY 3, 4, 5, 6, 7, 8, 9, 10
