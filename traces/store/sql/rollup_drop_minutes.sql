-- Returns nothing; takes the minutes of an hour out of a roll-up.
DELETE FROM {table}
WHERE project_id = %(project_id)s AND grain = 'm' AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
