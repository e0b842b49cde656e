-- slow, workflow, day in the zone, path (null: of the runs themselves), runs, unsplit runs, critical ns, then what the
-- path is: of some runs. Slow are those that took longer than this share of them; without a share, none.
WITH recent AS MATERIALIZED (
    {runs}
),
cut AS (
    SELECT percentile_disc(%(share)s::double precision) WITHIN GROUP (ORDER BY duration_ns) AS ns
    FROM recent
    WHERE critical_ns IS NOT NULL
),
split AS MATERIALIZED (
    SELECT
        coalesce(duration_ns > (SELECT ns FROM cut), false) AS slow, workflow,
        (start_time AT TIME ZONE %(zone)s)::date AS day, critical_ns IS NULL AS unsplit, path_ids, path_ns
    FROM recent
),
summed AS (
    SELECT slow, workflow, day, each.path_id, sum(each.ns) AS critical_ns
    FROM split
    CROSS JOIN LATERAL unnest(path_ids, path_ns) AS each (path_id, ns)
    WHERE NOT unsplit
    GROUP BY 1, 2, 3, 4
)
SELECT
    slow, workflow, day, NULL::bigint AS path_id, count(*) FILTER (WHERE NOT unsplit) AS runs,
    count(*) FILTER (WHERE unsplit) AS unsplit, NULL::numeric AS critical_ns, NULL::text[] AS names,
    NULL::text AS step, NULL::text AS span_kind, NULL::text AS kind
FROM split
GROUP BY 1, 2, 3
UNION ALL
SELECT slow, workflow, day, summed.path_id, 0, 0, critical_ns, names, time_path.step, time_path.span_kind, time_path.kind
FROM summed
LEFT JOIN time_path ON time_path.project_id = %(project_id)s AND time_path.path_id = summed.path_id
