-- Returns nothing; one hour as the sum of its minutes.
-- It too keeps the commonest values of each dimension; the rest of each is added up as (other).
WITH minute AS (
    SELECT *
    FROM rollup_worth
    WHERE
        project_id = %(project_id)s AND grain = 'm'
        AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
),
kept AS (
    SELECT dimension, name
    FROM (
        SELECT dimension, name, row_number() OVER (PARTITION BY dimension ORDER BY sum(runs) DESC, name) AS place
        FROM minute
        GROUP BY 1, 2
    ) AS ranked
    WHERE place <= %(most)s
)
INSERT INTO rollup_worth (
    project_id, grain, bucket, workflow, holdout, dimension, name, metric, runs, unpriced_calls, cost_nanousd, good, bad,
    good_cost_nanousd, successes, told_nanousd, units, told_minutes, plain_successes, human_minutes, amounts, amount,
    amount_squared
)
SELECT
    %(project_id)s, 'h', %(hour)s::timestamptz, workflow, holdout, minute.dimension, coalesce(kept.name, '(other)'), metric,
    sum(runs), sum(unpriced_calls), sum(cost_nanousd), sum(good), sum(bad), sum(good_cost_nanousd), sum(successes),
    sum(told_nanousd), sum(units), sum(told_minutes), sum(plain_successes), sum(human_minutes), sum(amounts), sum(amount),
    sum(amount_squared)
FROM minute
LEFT JOIN kept ON kept.dimension = minute.dimension AND kept.name = minute.name
GROUP BY 4, 5, 6, 7, 8
ORDER BY 6, 4 -- so that pages find the rows of a dimension side by side
