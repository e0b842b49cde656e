-- Returns nothing; one hour as the sum of its minutes.
-- It too keeps the workflows with the most findings; those of the others are added up as (other).
WITH counted AS (
    SELECT %(hour)s::timestamptz AS bucket, workflow, code, sum(traces) AS traces, sum(causes) AS causes
    FROM rollup_finding
    WHERE
        project_id = %(project_id)s AND grain = 'm'
        AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
    GROUP BY workflow, code
),
kept AS (
    SELECT workflow FROM counted GROUP BY 1 ORDER BY workflow <> '', sum(traces) DESC, workflow LIMIT %(most)s
)
INSERT INTO rollup_finding (project_id, grain, bucket, workflow, code, traces, causes)
SELECT
    %(project_id)s, 'h', bucket, CASE WHEN workflow IN (TABLE kept) THEN workflow ELSE '(other)' END, code,
    sum(traces), sum(causes)
FROM counted
GROUP BY 3, 4, 5
