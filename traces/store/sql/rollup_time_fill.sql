-- Returns nothing; how long the runs took that started in some buckets, and on what they spent it.
-- A bucket keeps the commonest workflows and releases; the rest of each is added up as (other).
WITH counted AS (
    SELECT
        date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, coalesce(workflow, '') AS workflow,
        coalesce(release, '') AS release,
        CASE WHEN duration_ns <= 0 THEN -1 ELSE ceil(4 * ln(duration_ns::double precision) / ln(2)) END::smallint AS band,
        count(critical_ns) AS runs, count(*) - count(critical_ns) AS unsplit,
        coalesce(sum(duration_ns) FILTER (WHERE critical_ns IS NOT NULL), 0) AS duration_ns,
        coalesce(sum(critical_ns[1]), 0) AS queue_wait,
        coalesce(sum(critical_ns[2]), 0) AS backoff_wait,
        coalesce(sum(critical_ns[3]), 0) AS first_token,
        coalesce(sum(critical_ns[4]), 0) AS generation,
        coalesce(sum(critical_ns[5]), 0) AS embedding,
        coalesce(sum(critical_ns[6]), 0) AS retrieval,
        coalesce(sum(critical_ns[7]), 0) AS tool,
        coalesce(sum(critical_ns[8]), 0) AS guardrail,
        coalesce(sum(critical_ns[9]), 0) AS own_code,
        coalesce(sum(critical_ns[10]), 0) AS unaccounted,
        coalesce(sum(critical_ns[11]), 0) AS outside
    FROM trace_run
    WHERE
        project_id = %(project_id)s
        AND start_time >= %(first)s AND start_time < %(last)s
        AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
    GROUP BY 1, 2, 3, 4
),
kept AS (
    SELECT bucket, dimension, value
    FROM (
        SELECT
            bucket, dimension, value,
            row_number() OVER (PARTITION BY bucket, dimension ORDER BY value <> '', sum(runs + unsplit) DESC, value) AS place
        FROM counted
        CROSS JOIN LATERAL (VALUES ('workflow', workflow), ('release', release)) AS each (dimension, value)
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
    %(project_id)s, %(grain)s, bucket,
    CASE WHEN (bucket, 'workflow', workflow) IN (TABLE kept) THEN workflow ELSE '(other)' END,
    CASE WHEN (bucket, 'release', release) IN (TABLE kept) THEN release ELSE '(other)' END,
    band, sum(runs), sum(unsplit), sum(duration_ns),
    sum(queue_wait), sum(backoff_wait), sum(first_token), sum(generation), sum(embedding), sum(retrieval), sum(tool),
    sum(guardrail), sum(own_code), sum(unaccounted), sum(outside)
FROM counted
GROUP BY 3, 4, 5, 6
