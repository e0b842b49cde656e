-- holdout, day, metric, runs, good, bad, amounts, their sum and squares: the comparison group of some workflows and the others.
SELECT holdout, asked.day, metric, sum(runs), sum(good), sum(bad), sum(amounts), sum(amount), sum(amount_squared)
FROM unnest(%(days)s::date[], %(firsts)s::timestamptz[], %(lasts)s::timestamptz[]) AS asked (day, first, last)
INNER JOIN rollup_worth
    ON
        project_id = %(project_id)s AND dimension = '' AND grain IN ('m', 'h')
        AND bucket >= asked.first AND bucket < asked.last
WHERE workflow = ANY(%(names)s)
GROUP BY 1, 2, 3
