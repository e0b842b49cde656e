-- Returns (value, traces) of one facet over the newest `walk` traces of the period, most frequent first.
SELECT value, count(*) AS traces
FROM (
    SELECT {value} AS value
    FROM (
        SELECT *
        FROM trace
        WHERE project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
        ORDER BY start_time DESC, trace_id DESC
        LIMIT %(walk)s
    ) AS newest
) AS valued
WHERE value IS NOT NULL AND starts_with(lower(value), %(prefix)s)
GROUP BY value
ORDER BY traces DESC, value
LIMIT %(limit)s
