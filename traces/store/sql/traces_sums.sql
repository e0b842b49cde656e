-- Returns what traces_scan returns, the percentiles as log buckets, for conditions that the roll-ups know. Whole hours and
-- minutes come from roll-ups. Those that an edge cuts, that are marked, in which a trace is open, or whose rarer workflows
-- are added up while one is asked for, come from the traces themselves: so the sums are exact as of now.
WITH loose AS (
    SELECT edge AS at FROM unnest(%(edges)s::timestamptz[]) AS edge
    WHERE edge <> date_bin('1 hour', edge, to_timestamp(0))
    UNION
    SELECT bucket FROM mark
    WHERE
        project_id = %(project_id)s AND kind = 'run'
        AND bucket >= %(from_time)s::timestamptz - interval '1 hour' AND bucket < %(to_time)s
    UNION
    SELECT date_bin('1 minute', start_time, to_timestamp(0)) FROM trace
    WHERE
        project_id = %(project_id)s AND settled_at IS NULL
        AND start_time >= %(from_time)s::timestamptz - interval '1 hour' AND start_time < %(to_time)s
    UNION
    SELECT bucket FROM rollup_trace
    WHERE
        project_id = %(project_id)s AND workflow = '(other)' AND %(measure)s = 'trace_duration_ns'
        AND bucket >= %(from_time)s::timestamptz - interval '1 hour' AND bucket < %(to_time)s
),
folded AS (
    SELECT DISTINCT bucket FROM rollup_trace
    WHERE
        project_id = %(project_id)s AND grain = 'h'
        AND bucket >= %(from_time)s::timestamptz - interval '1 hour' AND bucket < %(to_time)s
),
loose_bucket AS (
    SELECT
        folded.bucket IS NOT NULL AS is_hour,
        coalesce(folded.bucket, date_bin('1 minute', loose.at, to_timestamp(0))) AS bucket
    FROM loose
    LEFT JOIN folded ON folded.bucket = date_bin('1 hour', loose.at, to_timestamp(0))
    GROUP BY 1, 2
),
whole AS (
    SELECT grain, bucket, workflow, status, traces, input_tokens, output_tokens, cost_nanousd, unpriced_calls
    FROM rollup_trace
    WHERE
        project_id = %(project_id)s AND grain IN ('h', 'm') AND bucket >= %(from_time)s AND bucket < %(to_time)s
        AND (grain = 'h', bucket) NOT IN (SELECT is_hour, bucket FROM loose_bucket)
        {conditions}
),
part AS MATERIALIZED (
    SELECT
        (each.start_ns - %(from_ns)s) / %(width_ns)s AS place, status, end_ns - each.start_ns AS duration_ns,
        input_tokens, output_tokens, cost_nanousd, unpriced_calls
    FROM loose_bucket
    CROSS JOIN LATERAL (
        SELECT *
        FROM trace
        WHERE
            project_id = %(project_id)s
            AND start_time >= greatest(loose_bucket.bucket, %(from_time)s)
            AND start_time < least(
                loose_bucket.bucket + CASE WHEN is_hour THEN interval '1 hour' ELSE interval '1 minute' END,
                %(to_time)s
            )
        OFFSET 0
    ) AS each
    WHERE true
    {conditions}
),
lasting AS (
    SELECT log_bucket, sum(n) AS n
    FROM (
        SELECT counted.log_bucket, counted.n
        FROM (SELECT DISTINCT grain, bucket FROM whole) AS known
        CROSS JOIN LATERAL (
            SELECT log_buckets, ns FROM rollup_histogram
            WHERE
                project_id = %(project_id)s AND grain = known.grain AND bucket = known.bucket
                AND measure = %(measure)s AND name = ANY(%(histograms)s)
            OFFSET 0
        ) AS histogram
        CROSS JOIN LATERAL unnest(histogram.log_buckets, histogram.ns) AS counted (log_bucket, n)
        UNION ALL
        SELECT
            CASE
                WHEN duration_ns <= 0 THEN -32768
                ELSE ceil(ln(duration_ns::double precision) / ln(1.01::double precision / 0.99))
            END::smallint,
            1
        FROM part
    ) AS each
    GROUP BY log_bucket
),
ranked AS (
    SELECT log_bucket, sum(n) OVER (ORDER BY log_bucket) AS so_far, sum(n) OVER () AS n FROM lasting
),
together AS (
    SELECT
        ((extract(epoch FROM bucket) * 1000000000)::bigint - %(from_ns)s) / %(width_ns)s AS place, traces,
        CASE WHEN status = 'error' THEN traces ELSE 0 END AS failed,
        input_tokens, output_tokens, cost_nanousd, unpriced_calls
    FROM whole
    UNION ALL
    SELECT
        place, 1, CASE WHEN status = 'error' THEN 1 ELSE 0 END, input_tokens, output_tokens,
        cost_nanousd, unpriced_calls
    FROM part
)
SELECT
    place,
    sum(traces)::bigint,
    sum(failed)::bigint,
    sum(input_tokens)::bigint,
    sum(output_tokens)::bigint,
    sum(cost_nanousd)::bigint,
    sum(unpriced_calls)::bigint,
    (
        SELECT ARRAY[
            min(log_bucket) FILTER (WHERE so_far >= 0.5 * n), min(log_bucket) FILTER (WHERE so_far >= 0.95 * n)
        ]
        FROM ranked
    )
FROM together
GROUP BY place
