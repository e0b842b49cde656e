-- The newest traces of one side of a cohort; columns stand as in traces.types.CohortRun, but for `failing`.
WITH judged AS (
    SELECT DISTINCT ON (trace_id) trace_id, value
    FROM score
    WHERE
        project_id = %(project_id)s AND name = %(score)s AND value IS NOT NULL
        AND at >= %(from_time)s::timestamptz - interval '1 day'
    ORDER BY trace_id, at DESC
)
SELECT
    trace_id, start_ns, workflow, service, release, prompt_fingerprint, models, providers, user_id, session,
    input_tokens, output_tokens, call_count, end_ns - start_ns AS duration_ns, cause, tags, traits, documents, failure
FROM trace
WHERE
    project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
    AND {side} {more}
ORDER BY start_time DESC, trace_id DESC
LIMIT %(most)s
