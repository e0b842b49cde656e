-- Returns nothing; of a day's calls with more than thrice the input tokens that are usual for their workflow, step and
-- model (the median of at least 20 calls): the tokens beyond that.
WITH call AS (
    SELECT
        trace_id, coalesce(workflow, '') AS workflow, coalesce(step, '') AS step, coalesce(provider, '') AS provider,
        coalesce(model, '') AS model, price_id, input_tokens, coalesce(cache_read_tokens, 0) AS cache_read_tokens,
        cost_nanousd
    FROM span
    WHERE
        project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
        AND usage_counted AND NOT superseded AND price_id IS NOT NULL AND cost_nanousd > 0 AND input_tokens > 0
),
usual AS (
    SELECT workflow, step, provider, model, percentile_disc(0.5) WITHIN GROUP (ORDER BY input_tokens) AS tokens
    FROM call
    GROUP BY 1, 2, 3, 4
    HAVING count(*) >= 20
)
INSERT INTO waste_day (
    project_id, from_time, to_time, kind, workflow, provider, model, price_id, calls, input_tokens, output_tokens,
    cache_read_tokens, cost_nanousd, trace_ids
)
SELECT
    %(project_id)s, %(from_time)s, %(to_time)s, 'long_context', workflow, provider, model, price_id, count(*),
    sum(input_tokens - 3 * usual.tokens), 0, sum(least(cache_read_tokens, input_tokens - 3 * usual.tokens)),
    sum(cost_nanousd), (array_agg(trace_id ORDER BY input_tokens DESC, trace_id))[1:5]
FROM call
INNER JOIN usual USING (workflow, step, provider, model)
WHERE input_tokens > 3 * usual.tokens
GROUP BY workflow, provider, model, price_id
