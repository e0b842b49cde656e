-- Returns nothing; one hour as the sum of its minutes.
-- It too keeps the commonest values of each free text; the rest of each is added up as (other).
WITH counted AS (
    SELECT
        %(hour)s::timestamptz AS bucket, workflow, release, prompt_fingerprint, status, sum(runs) AS runs,
        sum(attempts) AS attempts, sum(useful_calls) AS useful_calls, sum(unpriced_calls) AS unpriced_calls,
        sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens, sum(cost_nanousd) AS cost_nanousd,
        sum(cost_nanousd_squared) AS cost_nanousd_squared, sum(duration_ns) AS duration_ns,
        sum(duration_ns_squared) AS duration_ns_squared,
        sum(runs_with_outcome) AS runs_with_outcome, sum(successes) AS successes, sum(failures) AS failures,
        sum(value_nanousd) AS value_nanousd, sum(minutes_saved) AS minutes_saved, sum(human_minutes) AS human_minutes
    FROM rollup_run
    WHERE
        project_id = %(project_id)s AND grain = 'm'
        AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
    GROUP BY workflow, release, prompt_fingerprint, status
),
kept AS (
    SELECT bucket, dimension, value
    FROM (
        SELECT
            bucket, dimension, value,
            row_number() OVER (PARTITION BY bucket, dimension ORDER BY value <> '', sum(runs) DESC, value) AS place
        FROM counted
        CROSS JOIN LATERAL (
            VALUES ('workflow', workflow), ('release', release), ('prompt_fingerprint', prompt_fingerprint)
        ) AS each (dimension, value)
        GROUP BY 1, 2, 3
    ) AS ranked
    WHERE place <= %(most)s
)
INSERT INTO rollup_run (
    project_id, grain, bucket, workflow, release, prompt_fingerprint, status, runs, attempts, useful_calls,
    unpriced_calls, input_tokens, output_tokens, cost_nanousd, cost_nanousd_squared, duration_ns, duration_ns_squared,
    runs_with_outcome, successes, failures, value_nanousd, minutes_saved, human_minutes
)
SELECT
    %(project_id)s, 'h', bucket,
    CASE WHEN (bucket, 'workflow', workflow) IN (TABLE kept) THEN workflow ELSE '(other)' END,
    CASE WHEN (bucket, 'release', release) IN (TABLE kept) THEN release ELSE '(other)' END,
    CASE
        WHEN (bucket, 'prompt_fingerprint', prompt_fingerprint) IN (TABLE kept) THEN prompt_fingerprint ELSE '(other)'
    END,
    status,
    sum(runs), sum(attempts), sum(useful_calls), sum(unpriced_calls), sum(input_tokens), sum(output_tokens),
    sum(cost_nanousd), sum(cost_nanousd_squared), sum(duration_ns), sum(duration_ns_squared),
    sum(runs_with_outcome), sum(successes), sum(failures), sum(value_nanousd), sum(minutes_saved), sum(human_minutes)
FROM counted
GROUP BY 3, 4, 5, 6, 7
