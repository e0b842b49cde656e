-- Returns (trace_id, sort_key, null) of one page in any order, and last (null, null, how many candidates were tested). The
-- index over time alone gives the first `most` candidates of the order; a row is read only to test one of them.
WITH candidate AS MATERIALIZED (
    SELECT trace_id, sort_key
    FROM (
        SELECT trace_id, {sort_key} AS sort_key
        FROM trace
        WHERE project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
        {cover}
    ) AS whole_period
    WHERE true
    {after}
    ORDER BY sort_key {direction}, trace_id {direction}
    LIMIT %(most)s
)
(
    SELECT candidate.trace_id, candidate.sort_key, NULL AS candidates
    FROM candidate
    CROSS JOIN LATERAL (
        SELECT
        FROM trace
        WHERE project_id = %(project_id)s AND trace_id = candidate.trace_id
        {test}
        OFFSET 0
    ) AS tested
    ORDER BY candidate.sort_key {direction}, candidate.trace_id {direction}
    LIMIT %(limit)s
)
UNION ALL
SELECT NULL, NULL, count(*) FROM candidate
