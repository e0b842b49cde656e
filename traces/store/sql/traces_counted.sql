-- Returns (traces): how many match, counted no further than `most`.
SELECT count(*)
FROM (
    SELECT 1
    FROM trace
    WHERE project_id = %(project_id)s AND start_time >= %(from_time)s AND start_time < %(to_time)s
    {conditions}
    LIMIT %(most)s
) AS matching
