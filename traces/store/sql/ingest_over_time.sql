-- Returns (place, accepted, rejected) of each bar that has any span; bars are width_s seconds long and count from from_time.
-- Events that are no spans stand apart.
SELECT
    floor(extract(EPOCH FROM bucket - %(from_time)s) / %(width_s)s)::integer AS place,
    coalesce(sum(n) FILTER (WHERE code = 'accepted'), 0)::bigint,
    coalesce(sum(n) FILTER (WHERE starts_with(code, 'rejected') AND code <> ALL(%(events)s)), 0)::bigint
FROM ingest_count
WHERE project_id = %(project_id)s AND bucket >= %(from_time)s AND bucket < %(to_time)s
GROUP BY place
