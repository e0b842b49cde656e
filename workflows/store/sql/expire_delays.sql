-- Returns nothing; takes away what ran before a time.
DELETE FROM rollup_delay WHERE project_id = %(project_id)s AND bucket < %(before)s
