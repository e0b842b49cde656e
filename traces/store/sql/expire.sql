-- Returns nothing; takes away what is older than a time.
DELETE FROM {table} WHERE project_id = %(project_id)s AND {column} < %(before)s
