-- Returns nothing; how far these series have come now, unless another request brought them further.
INSERT INTO metric_point (project_id, series, start_ns, time_ns, value, seen_at)
SELECT %(project_id)s, series, start_ns, time_ns, value, %(now)s
FROM unnest(%(series)s::bytea[], %(starts)s::bigint[], %(times)s::bigint[], %(values)s::double precision[])
    AS sent (series, start_ns, time_ns, value)
ORDER BY series
ON CONFLICT (project_id, series) DO UPDATE SET
    start_ns = excluded.start_ns, time_ns = excluded.time_ns, value = excluded.value, seen_at = excluded.seen_at
WHERE metric_point.time_ns < excluded.time_ns
