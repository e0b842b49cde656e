-- Returns nothing; how far these series have come now, unless another request brought them further.
INSERT INTO metric_point (project_id, series, start_ns, time_ns, value, seen_at, names)
SELECT
    %(project_id)s, series, start_ns, time_ns, value, %(now)s,
    ARRAY(SELECT decode(name, 'hex') FROM unnest(string_to_array(names, ',')) AS name)
FROM unnest(
    %(series)s::bytea[], %(starts)s::bigint[], %(times)s::bigint[], %(values)s::double precision[], %(names)s::text[]
) AS sent (series, start_ns, time_ns, value, names)
ORDER BY series
ON CONFLICT (project_id, series) DO UPDATE SET
    start_ns = excluded.start_ns, time_ns = excluded.time_ns, value = excluded.value, seen_at = excluded.seen_at,
    names = excluded.names
WHERE metric_point.time_ns < excluded.time_ns
