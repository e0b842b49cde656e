-- Returns nothing; takes the minutes of some hours out of a roll-up.
DELETE FROM {table}
WHERE
    project_id = %(project_id)s AND grain = 'm' AND bucket >= %(first)s AND bucket < %(last)s
    AND date_trunc('hour', bucket, 'UTC') = ANY(%(hours)s)
