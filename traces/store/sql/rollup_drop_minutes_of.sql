-- Returns nothing; takes the minutes of an hour, of some measures, out of a roll-up that several share.
DELETE FROM {table}
WHERE
    project_id = %(project_id)s AND grain = 'm' AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
    AND measure = ANY(%(only)s)
