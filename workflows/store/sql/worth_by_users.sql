-- group of users, metric, runs, unpriced calls, cost, and what was seen: some workflows' runs whose user is known.
SELECT
    name, metric, sum(runs), sum(unpriced_calls), sum(cost_nanousd), sum(good), sum(bad), sum(successes),
    sum(told_nanousd), sum(units), sum(told_minutes), sum(plain_successes), sum(human_minutes)
FROM rollup_worth
WHERE
    project_id = %(project_id)s AND dimension = 'users' AND grain IN ('m', 'h')
    AND bucket >= %(first)s AND bucket < %(last)s AND NOT holdout AND workflow = ANY(%(names)s)
GROUP BY 1, 2
