-- Returns nothing: every row of one project in one table is gone
DELETE FROM {table} WHERE project_id = %(project_id)s
