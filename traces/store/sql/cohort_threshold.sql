-- threshold: the figure that the highest tenth of traces lies over, of the newest 200,000.
SELECT percentile_disc(0.9) WITHIN GROUP (ORDER BY figure) AS threshold
FROM (
    SELECT {value} AS figure
    FROM trace
    WHERE
        project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
        AND settled_at IS NOT NULL {more}
    ORDER BY start_time DESC
    LIMIT 200000
) AS newest
WHERE figure IS NOT NULL
