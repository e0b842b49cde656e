-- Returns one row: sums over every trace of the filter; columns stand as in traces.types.Totals.
SELECT
    count(*),
    count(*) FILTER (WHERE status = 'error'),
    percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY end_ns - start_ns),
    coalesce(sum(input_tokens), 0)::bigint,
    coalesce(sum(output_tokens), 0)::bigint,
    sum(cost_nanousd)::bigint,
    coalesce(sum(unpriced_calls), 0)::bigint
FROM trace
WHERE project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
{conditions}
