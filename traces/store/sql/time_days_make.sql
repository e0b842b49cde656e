-- Returns nothing; keeps some days, added up from rollup_time.
INSERT INTO time_day (
    project_id, from_time, to_time, workflow, release, band, runs, unsplit, queue_wait, backoff_wait,
    first_token, generation, embedding, retrieval, tool, guardrail, own_code, unaccounted, outside
)
SELECT
    %(project_id)s, from_time, to_time, workflow, release, band, sum(runs), sum(unsplit), sum(queue_wait),
    sum(backoff_wait), sum(first_token), sum(generation), sum(embedding), sum(retrieval), sum(tool),
    sum(guardrail), sum(own_code), sum(unaccounted), sum(outside)
FROM unnest(%(fresh_starts)s::timestamptz[], %(fresh_ends)s::timestamptz[]) AS day (from_time, to_time)
INNER JOIN rollup_time
    ON
        rollup_time.project_id = %(project_id)s AND grain IN ('m', 'h')
        AND bucket >= day.from_time AND bucket < day.to_time
GROUP BY 2, 3, 4, 5, 6
