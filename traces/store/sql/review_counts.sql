-- failed, judged: how many traces of a time failed, up to so many, and how many of these a person has judged.
SELECT
    count(*) AS failed,
    count(*) FILTER (WHERE EXISTS (
        SELECT FROM score
        WHERE
            score.project_id = %(project_id)s AND score.trace_id = failing.trace_id
            AND source = 'human' AND score.name = %(name)s
    )) AS judged
FROM (
    SELECT trace_id
    FROM trace
    WHERE
        project_id = %(project_id)s AND cause IS NOT NULL
        AND start_time >= %(from_time)s AND start_time < %(to_time)s
        AND (%(workflow)s::text = '' OR workflow = %(workflow)s)
    LIMIT %(most)s
) AS failing
