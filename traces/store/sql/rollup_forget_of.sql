-- Returns nothing; takes some buckets of some measures out of a roll-up that several share.
DELETE FROM {table}
WHERE
    project_id = %(project_id)s AND grain = %(grain)s AND bucket = ANY(%(buckets)s) AND measure = ANY(%(only)s)
