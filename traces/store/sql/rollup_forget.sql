-- Returns nothing; takes some buckets out of a roll-up.
DELETE FROM {table} WHERE project_id = %(project_id)s AND grain = %(grain)s AND bucket = ANY(%(buckets)s)
