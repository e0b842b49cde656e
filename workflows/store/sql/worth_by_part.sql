-- dimension, name, metric, runs, unpriced calls, cost, and what was seen: some workflows' runs by what tells them apart.
SELECT
    dimension, name, metric, sum(runs), sum(unpriced_calls), sum(cost_nanousd), sum(good), sum(bad), sum(successes),
    sum(told_nanousd), sum(units), sum(told_minutes), sum(plain_successes), sum(human_minutes)
FROM rollup_worth
WHERE
    project_id = %(project_id)s AND dimension NOT IN ('', 'users') AND grain IN ('m', 'h')
    AND bucket >= %(first)s AND bucket < %(last)s AND NOT holdout AND workflow = ANY(%(names)s)
GROUP BY 1, 2, 3
