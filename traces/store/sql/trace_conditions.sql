-- Pieces of WHERE over the trace table, chosen by traces.store.filters. Fixed text; what people typed is a parameter.
-- name: workflow
AND workflow = %(workflow)s
-- name: status
AND status = %(status)s
-- name: outcome
AND outcome = %(outcome)s
-- name: no_outcome
AND outcome IS NULL
-- name: bad_outcome
AND outcome = %(bad_outcome)s
-- name: finding
AND ARRAY['p' || project_id::text] @> %(project_facet)s::text[] AND findings @> %(findings)s::text[] AND findings IS NOT NULL
-- name: any_cause
AND cause IS NOT NULL
-- name: no_cause
AND cause = 'none_found'
-- name: not_failed
AND status <> 'error'
-- name: user
AND user_id = %(user)s
-- name: session
AND session = %(session)s
-- name: kind
AND kinds @> %(kinds)s::text[]
-- name: model
AND models @> %(models)s::text[]
-- name: provider
AND providers @> %(providers)s::text[]
-- name: tags
AND tags @> %(tags)s::jsonb
-- name: min_duration_ms
AND end_ns - start_ns >= %(min_duration_ns)s
-- name: trace_id
AND trace_id = %(trace_id)s
-- name: facets
AND ARRAY['p' || project_id::text, 's' || status, 'w' || left(workflow, 200), 'u' || left(user_id, 200),
          'i' || left(session, 200)] @> %(facets)s::text[]
-- name: q
AND (
    array_to_tsvector(string_to_array(
        project_id::text || ':' || replace(left(search, 500), ' ', ' ' || project_id::text || ':'), ' '
    )) @@ %(words)s::tsquery
    OR ARRAY['p' || project_id::text, 's' || status, 'w' || left(workflow, 200), 'u' || left(user_id, 200),
             'i' || left(session, 200)] @> %(q_user)s::text[]
    OR ARRAY['p' || project_id::text, 's' || status, 'w' || left(workflow, 200), 'u' || left(user_id, 200),
             'i' || left(session, 200)] @> %(q_session)s::text[]
    OR trace_id BETWEEN %(first_id)s AND %(last_id)s
)
-- name: q_text
AND (
    ' ' || search LIKE ALL(%(q_words)s)
    OR left(user_id, 200) = %(q_text)s
    OR left(session, 200) = %(q_text)s
    OR trace_id BETWEEN %(first_id)s AND %(last_id)s
)
-- name: kinds_sketch
AND kinds_sketch & %(kinds_sketch)s = %(kinds_sketch)s
-- name: models_sketch
AND models_sketch & %(models_sketch)s = %(models_sketch)s
-- name: tags_sketch
AND tags_sketch & %(tags_sketch)s = %(tags_sketch)s
-- name: tested
AND trace_id IN (
    SELECT trace_id FROM trace
    WHERE project_id = %(project_id)s AND trace_id = ANY(ARRAY(SELECT trace_id FROM candidate))
    {test}
    OFFSET 0
)
-- name: after
AND (sort_key, trace_id) > (%(after_key)s, %(after_id)s)
-- name: before
AND (sort_key, trace_id) < (%(after_key)s, %(after_id)s)
-- name: fence
OFFSET 0
-- name: key_start
start_time
-- name: key_duration
end_ns - start_ns
-- name: key_cost
coalesce(cost_nanousd, -1)
-- name: key_tokens
input_tokens + output_tokens
-- name: value_workflow
workflow
-- name: value_user
user_id
-- name: value_session
session
-- name: value_model
unnest(models)
-- name: value_provider
unnest(providers)
-- name: value_kind
unnest(kinds)
-- name: value_tags
jsonb_object_keys(tags)
-- name: value_tag
tags ->> %(tag)s
