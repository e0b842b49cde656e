-- workflow, release, band, runs, unsplit, then critical ns by time kind: of runs that began from first to last.
SELECT
    workflow, release, band, sum(runs)::bigint AS runs, sum(unsplit)::bigint AS unsplit,
    sum(queue_wait)::bigint AS queue_wait,
    sum(backoff_wait)::bigint AS backoff_wait,
    sum(first_token)::bigint AS first_token,
    sum(generation)::bigint AS generation,
    sum(embedding)::bigint AS embedding,
    sum(retrieval)::bigint AS retrieval,
    sum(tool)::bigint AS tool,
    sum(guardrail)::bigint AS guardrail,
    sum(own_code)::bigint AS own_code,
    sum(unaccounted)::bigint AS unaccounted,
    sum(outside)::bigint AS outside
FROM rollup_time
WHERE project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
GROUP BY 1, 2, 3
