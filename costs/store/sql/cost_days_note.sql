-- Returns nothing; says of some days that they stand in cost_day.
INSERT INTO cost_day_done (project_id, from_time, to_time)
SELECT %(project_id)s, from_time, to_time
FROM unnest(%(starts)s::timestamptz[], %(ends)s::timestamptz[]) AS day (from_time, to_time)
ON CONFLICT DO NOTHING
