-- Returns nothing; runs of a day of which no outcome is known.
INSERT INTO waste_day (
    project_id, from_time, to_time, kind, workflow, provider, model, price_id, calls, input_tokens, output_tokens,
    cache_read_tokens, cost_nanousd, trace_ids
)
SELECT
    %(project_id)s, %(from_time)s, %(to_time)s, 'no_outcome', coalesce(workflow, ''), '', '', 0, count(*),
    sum(input_tokens), sum(output_tokens), 0, sum(cost_nanousd),
    (array_agg(trace_id ORDER BY cost_nanousd DESC, trace_id))[1:5]
FROM trace_run
WHERE
    project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
    AND outcome IS NULL AND cost_nanousd > 0
GROUP BY 5
