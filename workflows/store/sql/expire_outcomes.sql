-- Returns nothing; takes away what happened before a time.
DELETE FROM outcome WHERE project_id = %(project_id)s AND occurred_at < %(before)s
