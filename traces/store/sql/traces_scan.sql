-- Returns a row for each bar that has traces: its place, sums over it, and in every row the percentiles of all traces.
-- Looks at no more than `most` traces; null: at all.
WITH matching AS MATERIALIZED (
    SELECT
        (start_ns - %(from_ns)s) / %(width_ns)s AS place, status, end_ns - start_ns AS duration_ns,
        input_tokens, output_tokens, cost_nanousd, unpriced_calls
    FROM (
        SELECT *
        FROM trace
        WHERE project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
        {find}
        {test}
        LIMIT %(most)s
        OFFSET 0
    ) AS candidate
)
SELECT
    place,
    count(*),
    count(*) FILTER (WHERE status = 'error'),
    sum(input_tokens)::bigint,
    sum(output_tokens)::bigint,
    sum(cost_nanousd)::bigint,
    sum(unpriced_calls)::bigint,
    (SELECT percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY duration_ns) FROM matching)
FROM matching
GROUP BY place
