-- Returns nothing; adds what was counted to a roll-up of sums. A bucket keeps the commonest values of each free text, none
-- among them; the rest of each is added up as (other).
WITH counted AS (
    {counted}
),
kept AS (
    SELECT bucket, dimension, value
    FROM (
        SELECT
            bucket, dimension, value,
            row_number() OVER (PARTITION BY bucket, dimension ORDER BY value <> '', sum({weight}) DESC, value) AS place
        FROM counted
        CROSS JOIN LATERAL (VALUES {texts}) AS each (dimension, value)
        WHERE value <> '(other)'
        GROUP BY 1, 2, 3
    ) AS ranked
    WHERE place <= %(most)s
)
INSERT INTO {table} (project_id, grain, bucket, {keys}, {sums})
SELECT %(project_id)s, %(grain)s, bucket, {kept_keys}, {summed}
FROM counted
GROUP BY {places}
