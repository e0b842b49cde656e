-- holdout, metric, runs, good, bad, amounts, their sum and squares: the comparison group of some workflows and the others.
SELECT holdout, metric, sum(runs), sum(good), sum(bad), sum(amounts), sum(amount), sum(amount_squared)
FROM rollup_worth
WHERE
    project_id = %(project_id)s AND dimension = '' AND grain IN ('m', 'h')
    AND bucket >= %(first)s AND bucket < %(last)s AND workflow = ANY(%(names)s)
GROUP BY 1, 2
