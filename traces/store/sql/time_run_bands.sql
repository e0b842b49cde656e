-- workflow, band, day in the zone, runs, then critical ns by time kind: of some runs that were split.
WITH recent AS (
    {runs}
)
SELECT
    workflow,
    CASE WHEN duration_ns <= 0 THEN -1 ELSE ceil(4 * ln(duration_ns::double precision) / ln(2)) END::smallint AS band,
    (start_time AT TIME ZONE %(zone)s)::date AS day, count(*) AS runs,
    sum(critical_ns[1]) AS queue_wait, sum(critical_ns[2]) AS backoff_wait, sum(critical_ns[3]) AS first_token,
    sum(critical_ns[4]) AS generation, sum(critical_ns[5]) AS embedding, sum(critical_ns[6]) AS retrieval,
    sum(critical_ns[7]) AS tool, sum(critical_ns[8]) AS guardrail, sum(critical_ns[9]) AS own_code,
    sum(critical_ns[10]) AS unaccounted, sum(critical_ns[11]) AS outside
FROM recent
WHERE critical_ns IS NOT NULL
GROUP BY 1, 2, 3
