-- Returns nothing; says of a day that it stands in waste_day.
INSERT INTO waste_day_done (project_id, from_time, to_time)
VALUES (%(project_id)s, %(from_time)s, %(to_time)s)
ON CONFLICT DO NOTHING
