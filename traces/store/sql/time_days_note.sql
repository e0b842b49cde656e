-- Returns nothing; says of some days that they stand in time_day and path_day.
INSERT INTO time_day_done (project_id, from_time, to_time)
SELECT %(project_id)s, from_time, to_time
FROM unnest(%(fresh_starts)s::timestamptz[], %(fresh_ends)s::timestamptz[]) AS day (from_time, to_time)
ON CONFLICT DO NOTHING
