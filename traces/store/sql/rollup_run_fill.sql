-- Counted, for rollup_sums: the runs that started in some buckets.
SELECT
    date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(workflow, '') AS workflow,
    coalesce(release, '') AS release, coalesce(prompt_fingerprint, '') AS prompt_fingerprint, status,
    count(*) AS runs, sum(attempts) AS attempts, sum(useful_calls) AS useful_calls,
    sum(unpriced_calls) AS unpriced_calls, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
    coalesce(sum(cost_nanousd), 0) AS cost_nanousd,
    coalesce(sum(cost_nanousd::numeric * cost_nanousd), 0) AS cost_nanousd_squared,
    sum(duration_ns) AS duration_ns, sum(duration_ns::numeric * duration_ns) AS duration_ns_squared,
    count(outcome) AS runs_with_outcome, coalesce(sum(successes), 0) AS successes,
    coalesce(sum(failures), 0) AS failures, sum(value_nanousd) AS value_nanousd,
    sum(minutes_saved) AS minutes_saved, sum(human_minutes) AS human_minutes
FROM trace_run
WHERE
    project_id = %(project_id)s
    AND start_time >= %(first)s AND start_time < %(last)s
    AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
GROUP BY 1, 2, 3, 4, 5
