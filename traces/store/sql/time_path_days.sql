-- workflow, path, day in the zone, critical ns, then what the path is: of runs that began from first to last.
WITH summed AS (
    SELECT workflow, path_id, (bucket AT TIME ZONE %(zone)s)::date AS day, sum(critical_ns) AS critical_ns
    FROM ({rows}) AS of_days
    WHERE
        (%(workflow)s::text IS NULL OR workflow = %(workflow)s)
        AND (%(release)s::text IS NULL OR release = %(release)s)
        AND (%(but_release)s::text IS NULL OR release <> %(but_release)s)
    GROUP BY 1, 2, 3
)
SELECT workflow, summed.path_id, day, critical_ns, names, step, span_kind, kind
FROM summed
LEFT JOIN time_path ON time_path.project_id = %(project_id)s AND time_path.path_id = summed.path_id
