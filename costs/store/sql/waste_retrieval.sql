-- Returns nothing; calls of a day whose answer the first document had decided: each time it came first, the step answered
-- the same, to questions that differ: all but the first. Answers are compared without case and spaces.
WITH call AS (
    SELECT
        span.trace_id, span.start_ns, coalesce(span.workflow, '') AS workflow, coalesce(provider, '') AS provider,
        coalesce(model, '') AS model, coalesce(step, '') AS step, coalesce(price_id, 0) AS price_id,
        coalesce(span.input_tokens, 0) AS input_tokens, coalesce(span.output_tokens, 0) AS output_tokens,
        coalesce(cache_read_tokens, 0) AS cache_read_tokens, span.cost_nanousd, prompt_hash,
        substr(documents[1], strpos(documents[1], ' ') + 1) AS document,
        (SELECT each FROM unnest(signs) AS each WHERE each LIKE 'said:%%' LIMIT 1) AS said
    FROM span
    INNER JOIN trace ON trace.project_id = span.project_id AND trace.trace_id = span.trace_id
    WHERE
        span.project_id = %(project_id)s AND span.start_time >= %(from_time)s AND span.start_time < %(to_time)s
        AND usage_counted AND NOT superseded AND span.cost_nanousd > 0 AND span.status <> 'error'
        AND kind = 'llm' AND documents IS NOT NULL
),
placed AS (
    SELECT
        *, row_number() OVER (alike ORDER BY start_ns, trace_id) AS place, count(*) OVER alike AS n,
        count(said) OVER alike AS answered, min(said) OVER alike = max(said) OVER alike AS same_answer,
        min(prompt_hash) OVER alike <> max(prompt_hash) OVER alike AS other_question
    FROM call
    WINDOW alike AS (PARTITION BY workflow, provider, model, step, document)
)
INSERT INTO waste_day (
    project_id, from_time, to_time, kind, workflow, provider, model, price_id, calls, input_tokens, output_tokens,
    cache_read_tokens, cost_nanousd, trace_ids
)
SELECT
    %(project_id)s, %(from_time)s, %(to_time)s, 'retrieval', workflow, provider, model, price_id, count(*),
    sum(input_tokens), sum(output_tokens), sum(cache_read_tokens), sum(cost_nanousd),
    (array_agg(trace_id ORDER BY cost_nanousd DESC, trace_id))[1:5]
FROM placed
WHERE place > 1 AND n >= 3 AND answered = n AND same_answer AND other_question
GROUP BY workflow, provider, model, price_id
