-- Returns nothing; calls of a day at the standard tier in traces that name neither a user nor a session: nobody waits.
INSERT INTO waste_day (
    project_id, from_time, to_time, kind, workflow, provider, model, price_id, calls, input_tokens, output_tokens,
    cache_read_tokens, cost_nanousd, trace_ids
)
SELECT
    %(project_id)s, %(from_time)s, %(to_time)s, 'background', coalesce(span.workflow, ''), coalesce(provider, ''),
    coalesce(model, ''), price_id, count(*), sum(coalesce(span.input_tokens, 0)), sum(coalesce(span.output_tokens, 0)),
    sum(coalesce(cache_read_tokens, 0)), sum(span.cost_nanousd),
    (array_agg(span.trace_id ORDER BY span.cost_nanousd DESC, span.trace_id))[1:5]
FROM span
INNER JOIN trace ON trace.project_id = span.project_id AND trace.trace_id = span.trace_id
WHERE
    span.project_id = %(project_id)s AND span.start_time >= %(from_time)s AND span.start_time < %(to_time)s
    AND usage_counted AND NOT superseded AND price_id IS NOT NULL AND span.cost_nanousd > 0
    AND lower(coalesce(service_tier, '')) IN ('', 'auto', 'default', 'on_demand', 'regular', 'standard')
    AND trace.user_id IS NULL AND trace.session IS NULL
GROUP BY 5, 6, 7, 8
