-- Returns nothing; the traces that started in some buckets.
INSERT INTO rollup_trace (
    project_id, grain, bucket, workflow, status, traces, unpriced_calls, input_tokens, output_tokens, cost_nanousd
)
SELECT
    %(project_id)s, %(grain)s, date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(workflow, ''), status,
    count(*), sum(unpriced_calls), sum(input_tokens), sum(output_tokens), sum(cost_nanousd)
FROM trace
WHERE
    project_id = %(project_id)s
    AND start_time >= %(first)s AND start_time < %(last)s
    AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
GROUP BY 3, 4, 5
