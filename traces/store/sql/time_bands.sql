-- workflow, release, band, runs, unsplit, then critical ns by time kind: of runs that began from first to last.
SELECT
    workflow, release, band, sum(runs)::bigint AS runs, sum(unsplit)::bigint AS unsplit,
    sum(queue_wait) AS queue_wait, sum(backoff_wait) AS backoff_wait, sum(first_token) AS first_token,
    sum(generation) AS generation, sum(embedding) AS embedding, sum(retrieval) AS retrieval, sum(tool) AS tool,
    sum(guardrail) AS guardrail, sum(own_code) AS own_code, sum(unaccounted) AS unaccounted, sum(outside) AS outside
FROM rollup_time
WHERE project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
GROUP BY 1, 2, 3
