-- Returns nothing; the runs of traces just settled.
INSERT INTO trace_run (
    project_id, trace_id, run_id, start_time, duration_ns, workflow, status, attempts, useful_calls, unpriced_calls,
    input_tokens, output_tokens, cost_nanousd, session, business_key, release, prompt_fingerprint, tags, outcome,
    successes, failures, value_nanousd, minutes_saved, human_minutes, critical_ns, path_ids, path_ns
)
SELECT
    %(project_id)s, trace_id, run_id, to_timestamp(0) + start_ns / 1000 * interval '1 microsecond', duration_ns,
    workflow, status, call_count, useful_calls, unpriced_calls, input_tokens, output_tokens, cost_nanousd, session,
    business_key, release, prompt_fingerprint, tags, outcome, successes, failures, value_nanousd, minutes_saved,
    human_minutes, critical_ns, path_ids, path_ns
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (
    trace_id uuid, run_id text, start_ns bigint, duration_ns bigint, workflow text, status text, call_count integer,
    useful_calls integer, unpriced_calls integer, input_tokens bigint, output_tokens bigint, cost_nanousd bigint,
    session text, business_key text, release text, prompt_fingerprint text, tags jsonb, outcome text, successes numeric,
    failures numeric, value_nanousd numeric, minutes_saved numeric, human_minutes numeric, critical_ns bigint[], path_ids bigint[], path_ns bigint[]
)
