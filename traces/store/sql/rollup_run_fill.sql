-- Returns nothing; the runs that started in some buckets.
INSERT INTO rollup_run (
    project_id, grain, bucket, workflow, release, prompt_fingerprint, status, runs, attempts, useful_calls,
    unpriced_calls, input_tokens, output_tokens, cost_nanousd, cost_nanousd_squared, duration_ns, duration_ns_squared
)
SELECT
    %(project_id)s, %(grain)s, date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(workflow, ''),
    coalesce(release, ''), coalesce(prompt_fingerprint, ''), status, count(*), sum(attempts), sum(useful_calls),
    sum(unpriced_calls), sum(input_tokens), sum(output_tokens), coalesce(sum(cost_nanousd), 0),
    coalesce(sum(cost_nanousd::numeric * cost_nanousd), 0), sum(duration_ns), sum(duration_ns::numeric * duration_ns)
FROM trace_run
WHERE
    project_id = %(project_id)s
    AND start_time >= %(first)s AND start_time < %(last)s
    AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
GROUP BY 3, 4, 5, 6, 7
