-- Returns nothing; roll-ups of payers go as all roll-ups do.
DELETE FROM rollup_payer WHERE project_id = %(project_id)s AND bucket < %(before)s
