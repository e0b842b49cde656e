-- Returns nothing; histograms of spans: durations by kind and name, tokens of counted calls by model. A bucket keeps the
-- commonest names; the rest, such as names that hold an id, are added up as (other).
WITH value AS (
    SELECT
        date_bin(%(width)s, span.start_time, to_timestamp(0)) AS bucket, measured.measure, measured.name,
        CASE
            WHEN measured.value <= 0 THEN -32768
            ELSE ceil(ln(measured.value::double precision) / ln(1.01::double precision / 0.99))
        END::smallint AS log_bucket
    FROM span
    CROSS JOIN LATERAL (
        VALUES
            ('span_duration_ns', span.kind || ' ' || left(span.name, 100), span.duration_ns),
            ('input_tokens', coalesce(span.model, ''), CASE WHEN span.usage_counted THEN span.input_tokens END),
            ('output_tokens', coalesce(span.model, ''), CASE WHEN span.usage_counted THEN span.output_tokens END)
    ) AS measured (measure, name, value)
    WHERE
        span.project_id = %(project_id)s
        AND span.start_time >= %(first)s AND span.start_time < %(last)s
        AND date_bin(%(width)s, span.start_time, to_timestamp(0)) = ANY(%(buckets)s)
        AND NOT span.superseded
        AND measured.value IS NOT NULL
),
counted AS (
    SELECT bucket, measure, name, log_bucket, count(*) AS n FROM value GROUP BY 1, 2, 3, 4
),
ranked AS (
    SELECT
        bucket, measure, name,
        row_number() OVER (PARTITION BY bucket, measure ORDER BY name <> '', sum(n) DESC, name) AS place
    FROM counted
    GROUP BY 1, 2, 3
),
summed AS (
    SELECT
        bucket, measure, CASE WHEN place <= %(most)s THEN name ELSE '(other)' END AS name, log_bucket, sum(n)::bigint AS n
    FROM counted
    JOIN ranked USING (bucket, measure, name)
    GROUP BY 1, 2, 3, 4
)
INSERT INTO rollup_histogram (project_id, grain, bucket, measure, name, log_buckets, ns)
SELECT
    %(project_id)s, %(grain)s, bucket, measure, name,
    array_agg(log_bucket ORDER BY log_bucket), array_agg(n ORDER BY log_bucket)
FROM summed
GROUP BY bucket, measure, name
