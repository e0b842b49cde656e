-- Returns nothing; one hour as the sum of its minutes.
-- It too keeps the commonest values of each free text; the rest of each is added up as (other).
WITH counted AS (
    SELECT
        %(hour)s::timestamptz AS bucket, workflow, provider, model, service_tier, cost_source, price_id, context_over,
        sum(calls) AS calls, sum(useful_calls) AS useful_calls, sum(refused_calls) AS refused_calls,
        sum(input_tokens) AS input_tokens,
        sum(output_tokens) AS output_tokens, sum(cache_read_tokens) AS cache_read_tokens, sum(cache_write_tokens) AS
        cache_write_tokens, sum(cache_write_1h_tokens) AS cache_write_1h_tokens, sum(reasoning_tokens) AS
        reasoning_tokens, sum(input_audio_tokens) AS input_audio_tokens, sum(output_audio_tokens) AS
        output_audio_tokens, sum(cost_nanousd) AS cost_nanousd, sum(compared_calls) AS compared_calls,
        sum(compared_nanousd) AS compared_nanousd, sum(reported_nanousd) AS reported_nanousd
    FROM rollup_call
    WHERE
        project_id = %(project_id)s AND grain = 'm'
        AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
    GROUP BY workflow, provider, model, service_tier, cost_source, price_id, context_over
),
kept AS (
    SELECT bucket, dimension, value
    FROM (
        SELECT
            bucket, dimension, value,
            row_number() OVER (PARTITION BY bucket, dimension ORDER BY value <> '', sum(calls) DESC, value) AS place
        FROM counted
        CROSS JOIN LATERAL (
            VALUES ('workflow', workflow), ('provider', provider), ('model', model), ('service_tier', service_tier)
        ) AS each (dimension, value)
        GROUP BY 1, 2, 3
    ) AS ranked
    WHERE place <= %(most)s
)
INSERT INTO rollup_call (
    project_id, grain, bucket, workflow, provider, model, service_tier, cost_source, price_id, context_over,
    calls, useful_calls, refused_calls, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens,
    cache_write_1h_tokens, reasoning_tokens, input_audio_tokens, output_audio_tokens, cost_nanousd, compared_calls,
    compared_nanousd, reported_nanousd
)
SELECT
    %(project_id)s, 'h', bucket,
    CASE WHEN (bucket, 'workflow', workflow) IN (TABLE kept) THEN workflow ELSE '(other)' END,
    CASE WHEN (bucket, 'provider', provider) IN (TABLE kept) THEN provider ELSE '(other)' END,
    CASE WHEN (bucket, 'model', model) IN (TABLE kept) THEN model ELSE '(other)' END,
    CASE WHEN (bucket, 'service_tier', service_tier) IN (TABLE kept) THEN service_tier ELSE '(other)' END,
    cost_source, price_id, context_over,
    sum(calls), sum(useful_calls), sum(refused_calls), sum(input_tokens), sum(output_tokens), sum(cache_read_tokens),
    sum(cache_write_tokens), sum(cache_write_1h_tokens), sum(reasoning_tokens), sum(input_audio_tokens),
    sum(output_audio_tokens), sum(cost_nanousd), sum(compared_calls), sum(compared_nanousd), sum(reported_nanousd)
FROM counted
GROUP BY 3, 4, 5, 6, 7, 8, 9, 10
