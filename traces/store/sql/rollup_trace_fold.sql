-- Returns nothing; one hour as the sum of its minutes.
INSERT INTO rollup_trace (
    project_id, grain, bucket, workflow, status, traces, unpriced_calls, input_tokens, output_tokens, cost_nanousd
)
SELECT
    %(project_id)s, 'h', %(hour)s, workflow, status, sum(traces), sum(unpriced_calls), sum(input_tokens),
    sum(output_tokens), sum(cost_nanousd)
FROM rollup_trace
WHERE
    project_id = %(project_id)s AND grain = 'm'
    AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
GROUP BY workflow, status
