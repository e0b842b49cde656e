-- Returns nothing; roll-ups of calls go as all roll-ups do.
DELETE FROM rollup_call WHERE project_id = %(project_id)s AND bucket < %(before)s
