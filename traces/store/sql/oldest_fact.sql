-- oldest: the earliest start of a project's facts within one day, no row when there are none. Whether there are any is
-- asked of the key, by its order, so that a day of others' facts costs nothing.
SELECT min(start_time) AS oldest
FROM {table}
WHERE
    project_id = %(project_id)s AND start_time >= %(first)s AND start_time < %(last)s
    AND EXISTS (
        SELECT 1
        FROM (
            SELECT trace_id
            FROM {table}
            WHERE project_id = %(project_id)s AND start_time >= %(first)s AND start_time < %(last)s
            ORDER BY project_id, trace_id
            LIMIT 1
        ) AS any_fact
    )
HAVING min(start_time) IS NOT NULL
