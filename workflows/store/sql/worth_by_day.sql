-- workflow, day, metric, runs, unpriced calls, cost, and what was seen: each day of a period, without comparison groups.
SELECT
    workflow, (bucket AT TIME ZONE %(zone)s)::date AS day, metric, sum(runs), sum(unpriced_calls), sum(cost_nanousd),
    sum(good), sum(bad), sum(successes), sum(told_nanousd), sum(units), sum(told_minutes), sum(plain_successes),
    sum(human_minutes)
FROM rollup_worth
WHERE
    project_id = %(project_id)s AND dimension = '' AND grain IN ('m', 'h')
    AND bucket >= %(first)s AND bucket < %(last)s AND NOT holdout
    AND (%(names)s::text[] IS NULL OR workflow = ANY(%(names)s))
GROUP BY 1, 2, 3
