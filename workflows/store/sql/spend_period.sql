-- One row: the day and the month it is now, in the project's time zone.
SELECT to_char(clock_timestamp() AT TIME ZONE time_zone, 'YYYY-MM-DD'),
       to_char(clock_timestamp() AT TIME ZONE time_zone, 'YYYY-MM')
FROM core_project
WHERE id = %(project_id)s
