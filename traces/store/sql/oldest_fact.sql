-- oldest: the earliest start before a time, null when there is none.
SELECT min(start_time) AS oldest FROM {table} WHERE project_id = %(project_id)s AND start_time < %(before)s
