-- workflow, day in the zone, runs that were split, runs that were not: of runs that began from first to last.
SELECT workflow, (bucket AT TIME ZONE %(zone)s)::date AS day, sum(runs)::bigint AS runs, sum(unsplit)::bigint AS unsplit
FROM ({rows}) AS of_days
WHERE
    (%(workflow)s::text IS NULL OR workflow = %(workflow)s)
    AND (%(release)s::text IS NULL OR release = %(release)s)
    AND (%(but_release)s::text IS NULL OR release <> %(but_release)s)
GROUP BY 1, 2
