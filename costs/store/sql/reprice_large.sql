-- Returns nothing; traces too large for settling to read: their sums of money anew, as the door adds them up.
UPDATE trace AS whole SET cost_nanousd = sums.cost_nanousd, unpriced_calls = sums.unpriced_calls
FROM (
    SELECT
        span.trace_id, sum(span.cost_nanousd)::bigint AS cost_nanousd,
        count(*) FILTER (WHERE span.cost_nanousd IS NULL)::integer AS unpriced_calls
    FROM span
    INNER JOIN trace ON trace.project_id = span.project_id AND trace.trace_id = span.trace_id
    WHERE
        span.project_id = %(project_id)s AND span.trace_id = ANY(%(trace_ids)s::uuid[])
        AND span.start_time BETWEEN trace.start_time AND to_timestamp(trace.end_ns / 1000000000 + 1)
        AND trace.span_count > %(most)s AND span.usage_counted
    GROUP BY span.trace_id
) AS sums
WHERE whole.project_id = %(project_id)s AND whole.trace_id = sums.trace_id
