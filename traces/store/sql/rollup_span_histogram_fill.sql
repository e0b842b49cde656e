-- Counted, for rollup_histograms, of spans: durations by kind and name, waits in queues by service and name of the work
-- that was taken from them, tokens of counted calls by model; and, in the wider bands of rollup_time, durations by
-- workflow, step and kind and by status and service. The facts are read once and kept narrow, and texts are put together after
-- counting: half the time of taking each span three times.
WITH fact AS MATERIALIZED (
    SELECT
        date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, kind, left(name, 100) AS name, model,
        left(workflow, 200) AS workflow, left(step, 200) AS step, left(service, 200) AS sent_by, status,
        CASE
            WHEN duration_ns <= 0 THEN -32768
            ELSE ceil(ln(duration_ns::double precision) / ln(1.01::double precision / 0.99))
        END::smallint AS duration_bucket,
        CASE
            WHEN duration_ns <= 0 THEN -1 ELSE ceil(4 * ln(duration_ns::double precision) / ln(2))
        END::smallint AS band,
        CASE
            WHEN input_tokens <= 0 THEN -32768
            ELSE ceil(ln(input_tokens::double precision) / ln(1.01::double precision / 0.99))
        END::smallint AS input_bucket,
        CASE
            WHEN output_tokens <= 0 THEN -32768
            ELSE ceil(ln(output_tokens::double precision) / ln(1.01::double precision / 0.99))
        END::smallint AS output_bucket,
        CASE
            WHEN queue_wait_ns <= 0 THEN -32768
            ELSE ceil(ln(queue_wait_ns::double precision) / ln(1.01::double precision / 0.99))
        END::smallint AS wait_bucket,
        CASE WHEN queue_wait_ns IS NOT NULL THEN service END AS service,
        usage_counted
    FROM span
    WHERE
        project_id = %(project_id)s
        AND start_time >= %(first)s AND start_time < %(last)s
        AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
        AND NOT superseded
),
placed AS MATERIALIZED (
    SELECT bucket, workflow, step, kind, status, sent_by, band, count(*) AS n FROM fact GROUP BY 1, 2, 3, 4, 5, 6, 7
)
SELECT bucket, 'span_duration_ns' AS measure, kind || ' ' || name AS name, duration_bucket AS log_bucket, n
FROM (SELECT bucket, kind, name, duration_bucket, count(*) AS n FROM fact GROUP BY 1, 2, 3, 4) AS duration
UNION ALL
SELECT bucket, 'step_duration_band', concat_ws(E'\x1f', coalesce(workflow, ''), coalesce(step, ''), kind), band, n
FROM placed
UNION ALL
SELECT bucket, 'service_duration_band', status || ' ' || sent_by, band, n
FROM placed
UNION ALL
SELECT bucket, 'queue_wait_ns', left(service, 100) || ' ' || name, wait_bucket, count(*)
FROM fact
WHERE wait_bucket IS NOT NULL
GROUP BY 1, 3, 4
UNION ALL
SELECT bucket, 'input_tokens', coalesce(model, ''), input_bucket, count(*)
FROM fact
WHERE usage_counted AND input_bucket IS NOT NULL
GROUP BY 1, 3, 4
UNION ALL
SELECT bucket, 'output_tokens', coalesce(model, ''), output_bucket, count(*)
FROM fact
WHERE usage_counted AND output_bucket IS NOT NULL
GROUP BY 1, 3, 4
