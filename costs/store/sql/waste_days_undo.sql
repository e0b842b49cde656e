-- Returns nothing; days that have something in common with a time are to be looked through anew, where their spans are
-- kept still. What was found in them stands until then.
DELETE FROM waste_day_done
WHERE
    project_id = %(project_id)s AND from_time < %(until)s AND to_time > %(since)s
    AND from_time >= now() - (
        SELECT make_interval(days => least(retention_days, 100000) - 1) FROM core_project WHERE id = %(project_id)s
    )
