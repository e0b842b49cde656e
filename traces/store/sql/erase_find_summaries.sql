-- Returns nothing; notes the traces of a user or session (the column) by their summaries, found by the index on facets.
INSERT INTO erasure_trace (project_id, erasure_id, trace_id)
SELECT DISTINCT %(project_id)s, %(erasure_id)s::bigint, trace.trace_id
FROM unnest(%(facets)s::text[]) AS facet
CROSS JOIN LATERAL (
    SELECT trace_id
    FROM trace
    WHERE
        project_id = %(project_id)s AND {column} = ANY(%(names)s)
        AND ARRAY['p' || project_id::text, 's' || status, 'w' || left(workflow, 200), 'u' || left(user_id, 200),
                  'i' || left(session, 200)] @> ARRAY['p' || %(project_id)s, facet]
        AND (%(before)s::timestamptz IS NULL OR least(start_time, first_seen) < %(before)s)
) AS trace
ON CONFLICT DO NOTHING
