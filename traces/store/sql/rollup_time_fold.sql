-- Returns nothing; one hour as the sum of its minutes.
-- It too keeps the commonest workflows and releases; the rest of each is added up as (other).
WITH counted AS (
    SELECT
        %(hour)s::timestamptz AS bucket, workflow, release, band, sum(runs) AS runs, sum(unsplit) AS unsplit,
        sum(duration_ns) AS duration_ns,
        sum(queue_wait) AS queue_wait, sum(backoff_wait) AS backoff_wait, sum(first_token) AS first_token,
        sum(generation) AS generation, sum(embedding) AS embedding, sum(retrieval) AS retrieval, sum(tool) AS tool,
        sum(guardrail) AS guardrail, sum(own_code) AS own_code, sum(unaccounted) AS unaccounted,
        sum(outside) AS outside
    FROM rollup_time
    WHERE
        project_id = %(project_id)s AND grain = 'm'
        AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
    GROUP BY workflow, release, band
),
kept AS (
    SELECT bucket, dimension, value
    FROM (
        SELECT
            bucket, dimension, value,
            row_number() OVER (PARTITION BY bucket, dimension ORDER BY value <> '', sum(runs + unsplit) DESC, value) AS place
        FROM counted
        CROSS JOIN LATERAL (VALUES ('workflow', workflow), ('release', release)) AS each (dimension, value)
        WHERE value <> '(other)'
        GROUP BY 1, 2, 3
    ) AS ranked
    WHERE place <= %(most)s
)
INSERT INTO rollup_time (
    project_id, grain, bucket, workflow, release, band, runs, unsplit, duration_ns,
    queue_wait, backoff_wait, first_token, generation, embedding, retrieval, tool, guardrail, own_code, unaccounted,
    outside
)
SELECT
    %(project_id)s, 'h', bucket,
    CASE WHEN (bucket, 'workflow', workflow) IN (TABLE kept) THEN workflow ELSE '(other)' END,
    CASE WHEN (bucket, 'release', release) IN (TABLE kept) THEN release ELSE '(other)' END,
    band, sum(runs), sum(unsplit), sum(duration_ns),
    sum(queue_wait), sum(backoff_wait), sum(first_token), sum(generation), sum(embedding), sum(retrieval), sum(tool),
    sum(guardrail), sum(own_code), sum(unaccounted), sum(outside)
FROM counted
GROUP BY 3, 4, 5, 6
