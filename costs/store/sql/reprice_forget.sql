-- Returns nothing; new amounts of calls within a time are not needed any more.
DELETE FROM span_reprice
WHERE project_id = %(project_id)s AND start_time >= %(first)s AND start_time < %(last)s
