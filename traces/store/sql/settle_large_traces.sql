-- A row for trace_run each: settles traces too large to be read, with the sums the door added up. Their calls count as
-- useful but for as many as there are errors, for which spans failed is not known.
UPDATE trace SET
    settled_at = %(now)s, settle_failures = 0, findings = NULL, cause = CASE WHEN status = 'error' THEN 'none_found' END, traits = NULL,
    documents = NULL, failure = NULL,
    search = left(regexp_replace(
        lower(concat_ws(' ', name, workflow, left(user_id, 100), left(session, 100), service, release, array_to_string(models, ' '))), '\s+', ' ', 'g'
    ), %(search_chars)s)
WHERE
    project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
    AND settled_at IS NULL AND settle_after <= %(now)s
RETURNING
    encode(uuid_send(trace_id), 'hex') AS trace_id, encode(uuid_send(trace_id), 'hex') AS run_id, start_ns, end_ns - start_ns AS duration_ns, workflow, status, call_count,
    greatest(call_count - error_count, 0) AS useful_calls, unpriced_calls, input_tokens, output_tokens, cost_nanousd,
    session, NULL AS business_key, release, prompt_fingerprint, tags
