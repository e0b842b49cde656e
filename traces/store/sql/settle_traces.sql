-- trace_id as bytes: the summaries that were replaced; one that saw new spans since it was read is left open.
UPDATE trace AS old SET
    start_time = to_timestamp(0) + new.start_ns / 1000 * interval '1 microsecond',
    start_ns = new.start_ns, end_ns = new.end_ns, name = new.name, has_root = new.has_root, service = new.service,
    workflow = new.workflow, workflow_reason = new.workflow_reason, status = new.status,
    span_count = new.span_count, error_count = new.error_count, call_count = new.call_count,
    unpriced_calls = new.unpriced_calls, input_tokens = new.input_tokens, output_tokens = new.output_tokens,
    cost_nanousd = new.cost_nanousd, models = new.models, providers = new.providers, kinds = new.kinds,
    session = new.session, user_id = new.user_id, release = new.release,
    prompt_fingerprint = new.prompt_fingerprint, tags = new.tags, search = new.search,
    kinds_sketch = new.kinds_sketch, models_sketch = new.models_sketch, tags_sketch = new.tags_sketch,
    findings = nullif(new.findings, '{}'), cause = new.cause, traits = nullif(new.traits, '{}'),
    documents = nullif(new.documents, '{}'), failure = nullif(new.failure, '{}'),
    settled_at = %(now)s, settle_failures = 0
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (
    trace_id uuid, seen_spans integer, seen_last timestamptz, start_ns bigint, end_ns bigint, name text,
    has_root boolean, service text, workflow text, workflow_reason text, status text, span_count integer,
    error_count integer, call_count integer, unpriced_calls integer, input_tokens bigint, output_tokens bigint,
    cost_nanousd bigint, models text[], providers text[], kinds text[], session text, user_id text, release text,
    prompt_fingerprint text, tags jsonb, search text, kinds_sketch bigint, models_sketch bigint, tags_sketch bigint,
    findings text[], cause text, traits text[], documents text[], failure text[]
)
WHERE
    old.project_id = %(project_id)s
    AND old.trace_id = new.trace_id
    AND old.settled_at IS NULL
    AND old.span_count = new.seen_spans
    AND old.last_seen = new.seen_last
RETURNING uuid_send(old.trace_id) AS trace_id
