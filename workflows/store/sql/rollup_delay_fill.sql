-- Returns nothing; of the runs of some buckets, after how many days each had its first success, by metric; * is any.
INSERT INTO rollup_delay (project_id, grain, bucket, workflow, metric, delay_days, runs)
SELECT %(project_id)s, %(grain)s, bucket, workflow, metric, delay_days, count(*)
FROM (
    SELECT
        date_bin(%(width)s, run.start_time, to_timestamp(0)) AS bucket, coalesce(run.workflow, '') AS workflow,
        said.metric,
        least(greatest(
            (min(credit.occurred_at) AT TIME ZONE 'UTC')::date - (run.start_time AT TIME ZONE 'UTC')::date, 0
        ), 9999) AS delay_days
    FROM trace_run AS run
    INNER JOIN outcome_credit AS credit
        ON credit.project_id = %(project_id)s AND credit.trace_id = run.trace_id AND credit.run_id = run.run_id
    CROSS JOIN LATERAL (VALUES ('*'), (coalesce(nullif(credit.metric, '*'), ''))) AS said (metric)
    WHERE
        run.project_id = %(project_id)s
        AND run.start_time >= %(first)s AND run.start_time < %(last)s
        AND date_bin(%(width)s, run.start_time, to_timestamp(0)) = ANY(%(buckets)s)
        AND credit.status = 'success'
        AND lower(coalesce(run.tags ->> 'holdout', '')) IN ('', 'false', '0', 'no')
    GROUP BY run.trace_id, run.run_id, run.start_time, run.workflow, said.metric
) AS first
GROUP BY 3, 4, 5, 6
