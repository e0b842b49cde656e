-- band, runs, then critical ns by time kind: of runs that began from first to last and were split, shortest first.
SELECT
    band, sum(runs)::bigint AS runs,
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
WHERE
    project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s AND runs > 0
    AND (%(workflow)s::text IS NULL OR workflow = %(workflow)s) AND (%(release)s::text IS NULL OR release = %(release)s)
GROUP BY 1
ORDER BY 1
