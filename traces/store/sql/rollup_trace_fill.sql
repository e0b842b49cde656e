-- Counted, for rollup_sums: the traces that started in some buckets.
SELECT
    date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(workflow, '') AS workflow, status,
    count(*) AS traces, sum(unpriced_calls) AS unpriced_calls, sum(input_tokens) AS input_tokens,
    sum(output_tokens) AS output_tokens, sum(cost_nanousd) AS cost_nanousd
FROM trace
WHERE
    project_id = %(project_id)s
    AND start_time >= %(first)s AND start_time < %(last)s
    AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
GROUP BY 1, 2, 3
