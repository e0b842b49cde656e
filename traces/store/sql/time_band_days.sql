-- workflow, band, day in the zone, runs, then critical ns by time kind: of runs that began from first to last.
SELECT
    workflow, band, (bucket AT TIME ZONE %(zone)s)::date AS day, sum(runs)::bigint AS runs,
    sum(queue_wait) AS queue_wait, sum(backoff_wait) AS backoff_wait, sum(first_token) AS first_token,
    sum(generation) AS generation, sum(embedding) AS embedding, sum(retrieval) AS retrieval, sum(tool) AS tool,
    sum(guardrail) AS guardrail, sum(own_code) AS own_code, sum(unaccounted) AS unaccounted, sum(outside) AS outside
FROM ({rows}) AS of_days
WHERE
    (%(workflow)s::text IS NULL OR workflow = %(workflow)s)
    AND (%(release)s::text IS NULL OR release = %(release)s)
    AND (%(but_release)s::text IS NULL OR release <> %(but_release)s)
GROUP BY 1, 2, 3
