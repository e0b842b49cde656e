-- Returns nothing; days that have something in common with a time stand in waste_day no longer.
WITH undone AS (
    DELETE FROM waste_day_done
    WHERE project_id = %(project_id)s AND from_time < %(until)s AND to_time > %(since)s
)
DELETE FROM waste_day WHERE project_id = %(project_id)s AND from_time < %(until)s AND to_time > %(since)s
