-- Returns nothing; days that have something in common with a time stand nowhere any longer.
WITH undone AS (
    DELETE FROM time_day_done
    WHERE project_id = %(project_id)s AND from_time < %(until)s AND to_time > %(since)s
),
without_paths AS (
    DELETE FROM path_day
    WHERE project_id = %(project_id)s AND from_time < %(until)s AND to_time > %(since)s
)
DELETE FROM time_day WHERE project_id = %(project_id)s AND from_time < %(until)s AND to_time > %(since)s
