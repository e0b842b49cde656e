-- Returns nothing; takes away the facts of a short time, so that no transaction grows long.
DELETE FROM {table} WHERE project_id = %(project_id)s AND start_time >= %(first)s AND start_time < %(last)s
