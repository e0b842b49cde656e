-- Returns what traces_scan returns, over the newest `most` traces that the index over time takes for matches: a row is read
-- only to test one of them. Before all others comes a row of how many they are and when the earliest of them started.
WITH candidate AS MATERIALIZED (
    SELECT
        trace_id, start_ns, end_ns - start_ns AS duration_ns, status, input_tokens, output_tokens, cost_nanousd,
        unpriced_calls
    FROM trace
    WHERE project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
    {cover}
    ORDER BY start_time DESC, trace_id DESC
    LIMIT %(most)s
),
matching AS MATERIALIZED (
    SELECT * FROM candidate
    WHERE true
    {tested}
)
SELECT count(*) AS place, min(start_ns) AS traces, NULL, NULL, NULL, NULL, NULL, NULL FROM candidate
UNION ALL
SELECT *
FROM (
    SELECT
        (start_ns - %(from_ns)s) / %(width_ns)s AS place,
        count(*),
        count(*) FILTER (WHERE status = 'error'),
        sum(input_tokens)::bigint,
        sum(output_tokens)::bigint,
        sum(cost_nanousd)::bigint,
        sum(unpriced_calls)::bigint,
        (SELECT percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY duration_ns) FROM matching)
    FROM matching
    GROUP BY place
) AS bars
