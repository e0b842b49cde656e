-- Returns nothing; what the runs of some buckets cost and brought, in all and by what tells them apart.
-- Metric * has the runs themselves: good, whatever metric says so. What is told of one of that name is of none.
-- Dimension users parts the users by chance into twelve groups, over which intervals are made.
-- A bucket keeps the commonest values of each dimension; the rest of each is added up as (other).
WITH run AS (
    SELECT
        date_bin(%(width)s, start_time, to_timestamp(0)) AS bucket, trace_id, run_id, coalesce(workflow, '') AS workflow,
        lower(coalesce(tags ->> 'holdout', '')) NOT IN ('', 'false', '0', 'no') AS holdout, release, prompt_fingerprint,
        greatest(attempts - useful_calls, 0) AS retries, tags, unpriced_calls, coalesce(cost_nanousd, 0) AS cost_nanousd
    FROM trace_run
    WHERE
        project_id = %(project_id)s
        AND start_time >= %(first)s AND start_time < %(last)s
        AND date_bin(%(width)s, start_time, to_timestamp(0)) = ANY(%(buckets)s)
),
credit AS (
    SELECT
        trace_id, run_id, coalesce(nullif(metric, '*'), '') AS metric, bool_or(status = 'success') AS good,
        sum(share) FILTER (WHERE status = 'success') AS successes,
        sum(value_nanousd) FILTER (WHERE units IS NULL) AS told_nanousd, sum(units) AS units,
        sum(minutes_saved) AS told_minutes,
        sum(share) FILTER (WHERE status = 'success' AND minutes_saved IS NULL) AS plain_successes,
        sum(human_minutes) FILTER (WHERE status = 'success' AND minutes_saved IS NULL) AS human_minutes,
        sum(share) FILTER (WHERE amount IS NOT NULL) AS amounts, sum(share * amount) AS amount,
        sum(share * amount * amount) AS amount_squared
    FROM outcome_credit
    WHERE project_id = %(project_id)s AND trace_id IN (SELECT trace_id FROM run)
    GROUP BY 1, 2, 3
),
judged AS (
    SELECT trace_id, run_id, bool_or(good) AS good, coalesce(max(successes), 0) AS successes
    FROM credit
    GROUP BY 1, 2
),
part AS (
    SELECT run.*, side.dimension, side.name
    FROM run
    LEFT JOIN trace ON trace.project_id = %(project_id)s AND trace.trace_id = run.trace_id
    CROSS JOIN LATERAL (
        VALUES
            ('', ''), ('release', run.release), ('prompt', run.prompt_fingerprint),
            ('model', nullif(array_to_string(ARRAY(SELECT unnest(trace.models) ORDER BY 1), ', '), '')),
            ('users', (('x' || substr(md5(trace.user_id), 1, 6))::bit(24)::integer %% 12)::text),
            ('retries', CASE WHEN run.retries > 2 THEN '3 or more' ELSE run.retries::text END)
        UNION ALL
        SELECT 'tag.' || key, value FROM jsonb_each_text(run.tags) WHERE key <> 'holdout'
    ) AS side (dimension, name)
    WHERE side.name IS NOT NULL
),
kept AS (
    SELECT bucket, dimension, name
    FROM (
        SELECT bucket, dimension, name, row_number() OVER (PARTITION BY bucket, dimension ORDER BY count(*) DESC, name) AS place
        FROM part
        GROUP BY 1, 2, 3
    ) AS ranked
    WHERE place <= %(most)s
),
named AS (
    SELECT
        part.bucket, part.trace_id, part.run_id, part.workflow, part.holdout, part.dimension, part.unpriced_calls,
        part.cost_nanousd, coalesce(kept.name, '(other)') AS name
    FROM part
    LEFT JOIN kept ON kept.bucket = part.bucket AND kept.dimension = part.dimension AND kept.name = part.name
)
INSERT INTO rollup_worth (
    project_id, grain, bucket, workflow, holdout, dimension, name, metric, runs, unpriced_calls, cost_nanousd, good, bad,
    good_cost_nanousd, successes, told_nanousd, units, told_minutes, plain_successes, human_minutes, amounts, amount,
    amount_squared
)
SELECT
    %(project_id)s, %(grain)s, bucket, workflow, holdout, dimension, name, '*', count(*), sum(unpriced_calls),
    sum(cost_nanousd), count(*) FILTER (WHERE good), count(*) FILTER (WHERE NOT good),
    coalesce(sum(cost_nanousd) FILTER (WHERE good), 0), coalesce(sum(successes), 0), NULL::numeric, 0, NULL::numeric,
    0, 0, 0, 0, 0
FROM named
LEFT JOIN judged USING (trace_id, run_id)
GROUP BY 3, 4, 5, 6, 7
UNION ALL
SELECT
    %(project_id)s, %(grain)s, bucket, workflow, holdout, dimension, name, metric, 0, 0, 0,
    count(*) FILTER (WHERE good), count(*) FILTER (WHERE NOT good), coalesce(sum(cost_nanousd) FILTER (WHERE good), 0),
    coalesce(sum(successes), 0), sum(told_nanousd), coalesce(sum(units), 0), sum(told_minutes),
    coalesce(sum(plain_successes), 0), coalesce(sum(human_minutes), 0), coalesce(sum(amounts), 0),
    coalesce(sum(amount), 0), coalesce(sum(amount_squared), 0)
FROM named
INNER JOIN credit USING (trace_id, run_id)
GROUP BY 3, 4, 5, 6, 7, 8
ORDER BY 6, 4 -- so that pages find the rows of a dimension side by side
