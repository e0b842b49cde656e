-- Returns nothing; adds a batch's sums to the summaries of its traces and opens them again for settling.
INSERT INTO trace AS old (
    project_id, trace_id, start_time, start_ns, end_ns, name, has_root, service, workflow, workflow_reason, status,
    span_count, error_count, call_count, unpriced_calls, input_tokens, output_tokens, cost_nanousd,
    models, providers, kinds, session, user_id, release, prompt_fingerprint, tags,
    kinds_sketch, models_sketch, tags_sketch, first_seen, last_seen, settle_after
)
SELECT
    %(project_id)s, new.trace_id, to_timestamp(0) + new.start_ns / 1000 * interval '1 microsecond', new.start_ns,
    new.end_ns, new.name, new.has_root, new.service, new.workflow, new.workflow_reason, new.status,
    new.span_count, new.error_count, new.call_count, new.unpriced_calls, new.input_tokens, new.output_tokens,
    new.cost_nanousd, new.models, new.providers, new.kinds, new.session, new.user_id, new.release,
    new.prompt_fingerprint, new.tags, new.kinds_sketch, new.models_sketch, new.tags_sketch, %(received)s, %(received)s, %(settle_after)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS new (
    trace_id uuid, start_ns bigint, end_ns bigint, name text, has_root boolean, service text, workflow text,
    workflow_reason text, status text, span_count integer, error_count integer, call_count integer,
    unpriced_calls integer, input_tokens bigint, output_tokens bigint, cost_nanousd bigint, models text[],
    providers text[], kinds text[], session text, user_id text, release text, prompt_fingerprint text, tags jsonb,
    kinds_sketch bigint, models_sketch bigint, tags_sketch bigint
)
ON CONFLICT (project_id, trace_id) DO UPDATE SET
    start_time = least(old.start_time, excluded.start_time),
    start_ns = least(old.start_ns, excluded.start_ns),
    end_ns = greatest(old.end_ns, excluded.end_ns),
    name = CASE WHEN excluded.has_root AND NOT old.has_root THEN excluded.name ELSE old.name END,
    service = CASE WHEN excluded.has_root AND NOT old.has_root THEN excluded.service ELSE old.service END,
    workflow = CASE
        WHEN
            old.workflow IS NULL
            OR (
                excluded.workflow_reason <> 'service.name + root'
                AND (
                    old.workflow_reason = 'service.name + root'
                    OR (old.workflow_reason LIKE 'rule %%' AND excluded.workflow_reason NOT LIKE 'rule %%')
                    OR (
                        excluded.has_root AND NOT old.has_root
                        AND (excluded.workflow_reason NOT LIKE 'rule %%' OR old.workflow_reason LIKE 'rule %%')
                    )
                )
            )
        THEN excluded.workflow ELSE old.workflow
    END,
    workflow_reason = CASE
        WHEN
            old.workflow IS NULL
            OR (
                excluded.workflow_reason <> 'service.name + root'
                AND (
                    old.workflow_reason = 'service.name + root'
                    OR (old.workflow_reason LIKE 'rule %%' AND excluded.workflow_reason NOT LIKE 'rule %%')
                    OR (
                        excluded.has_root AND NOT old.has_root
                        AND (excluded.workflow_reason NOT LIKE 'rule %%' OR old.workflow_reason LIKE 'rule %%')
                    )
                )
            )
        THEN excluded.workflow_reason ELSE old.workflow_reason
    END,
    status = CASE
        WHEN excluded.has_root AND NOT old.has_root THEN excluded.status
        WHEN old.has_root AND NOT excluded.has_root THEN old.status
        WHEN 'error' IN (old.status, excluded.status) THEN 'error'
        WHEN 'ok' IN (old.status, excluded.status) THEN 'ok'
        ELSE 'unset'
    END,
    has_root = old.has_root OR excluded.has_root,
    span_count = old.span_count + excluded.span_count,
    error_count = old.error_count + excluded.error_count,
    call_count = old.call_count + excluded.call_count,
    unpriced_calls = old.unpriced_calls + excluded.unpriced_calls,
    input_tokens = old.input_tokens + excluded.input_tokens,
    output_tokens = old.output_tokens + excluded.output_tokens,
    cost_nanousd = CASE
        WHEN excluded.cost_nanousd < 0 AND old.cost_nanousd + excluded.cost_nanousd = 0 THEN NULL -- all gave way
        ELSE coalesce(old.cost_nanousd + excluded.cost_nanousd, old.cost_nanousd, excluded.cost_nanousd)
    END,
    models = CASE
        WHEN old.models @> excluded.models THEN old.models
        ELSE ARRAY(SELECT DISTINCT unnest(old.models || excluded.models) ORDER BY 1)
    END,
    providers = CASE
        WHEN old.providers @> excluded.providers THEN old.providers
        ELSE ARRAY(SELECT DISTINCT unnest(old.providers || excluded.providers) ORDER BY 1)
    END,
    kinds = CASE
        WHEN old.kinds @> excluded.kinds THEN old.kinds
        ELSE ARRAY(SELECT DISTINCT unnest(old.kinds || excluded.kinds) ORDER BY 1)
    END,
    session = coalesce(old.session, excluded.session),
    user_id = coalesce(old.user_id, excluded.user_id),
    release = coalesce(old.release, excluded.release),
    prompt_fingerprint = coalesce(old.prompt_fingerprint, excluded.prompt_fingerprint),
    tags = coalesce(excluded.tags || old.tags, old.tags, excluded.tags),
    kinds_sketch = old.kinds_sketch | excluded.kinds_sketch,
    models_sketch = old.models_sketch | excluded.models_sketch,
    tags_sketch = old.tags_sketch | excluded.tags_sketch,
    last_seen = greatest(old.last_seen + interval '1 microsecond', excluded.last_seen), -- who settles it sees that it changed
    settle_after = greatest(old.settle_after, excluded.settle_after),
    settle_failures = 0,
    settled_at = NULL
