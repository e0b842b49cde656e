-- Counted, for rollup_sums: how long the runs took that started in some buckets, and on what they spent it.
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
