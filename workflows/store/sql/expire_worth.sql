-- Returns nothing; takes away what ran before a time.
DELETE FROM rollup_worth WHERE project_id = %(project_id)s AND bucket < %(before)s
