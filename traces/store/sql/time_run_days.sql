-- workflow, day in the zone, runs that were split, runs that were not: of runs that began from first to last.
SELECT workflow, (bucket AT TIME ZONE %(zone)s)::date AS day, sum(runs)::bigint AS runs, sum(unsplit)::bigint AS unsplit
FROM rollup_time
WHERE
    project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
    AND (%(workflow)s::text IS NULL OR workflow = %(workflow)s)
    AND (%(release)s::text IS NULL OR release = %(release)s)
    AND (%(but_release)s::text IS NULL OR release <> %(but_release)s)
GROUP BY 1, 2
