-- Returns nothing; one hour as the sum of its minutes.
INSERT INTO rollup_delay (project_id, grain, bucket, workflow, metric, delay_days, runs)
SELECT project_id, 'h', %(hour)s::timestamptz, workflow, metric, delay_days, sum(runs)
FROM rollup_delay
WHERE
    project_id = %(project_id)s AND grain = 'm'
    AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
GROUP BY project_id, workflow, metric, delay_days
