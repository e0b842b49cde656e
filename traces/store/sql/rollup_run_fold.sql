-- Returns nothing; one hour as the sum of its minutes.
INSERT INTO rollup_run (
    project_id, grain, bucket, workflow, release, prompt_fingerprint, status, runs, attempts, useful_calls,
    unpriced_calls, input_tokens, output_tokens, cost_nanousd, cost_nanousd_squared, duration_ns, duration_ns_squared
)
SELECT
    %(project_id)s, 'h', %(hour)s, workflow, release, prompt_fingerprint, status, sum(runs), sum(attempts),
    sum(useful_calls), sum(unpriced_calls), sum(input_tokens), sum(output_tokens), sum(cost_nanousd),
    sum(cost_nanousd_squared), sum(duration_ns), sum(duration_ns_squared)
FROM rollup_run
WHERE
    project_id = %(project_id)s AND grain = 'm'
    AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
GROUP BY workflow, release, prompt_fingerprint, status
