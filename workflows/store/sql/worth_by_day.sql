-- workflow, day, metric, runs, unpriced calls, cost, and what was seen: each day of a period, without comparison groups.
SELECT
    workflow, asked.day, metric, sum(runs), sum(unpriced_calls), sum(cost_nanousd), sum(good), sum(bad), sum(successes),
    sum(told_nanousd), sum(units), sum(told_minutes), sum(plain_successes), sum(human_minutes)
FROM unnest(%(days)s::date[], %(firsts)s::timestamptz[], %(lasts)s::timestamptz[]) AS asked (day, first, last)
INNER JOIN rollup_worth
    ON
        project_id = %(project_id)s AND dimension = '' AND grain IN ('m', 'h')
        AND bucket >= asked.first AND bucket < asked.last
WHERE NOT holdout AND (%(names)s::text[] IS NULL OR workflow = ANY(%(names)s))
GROUP BY 1, 2, 3
