-- Returns nothing; the values of a tag that a project has no more.
DELETE FROM tag_value WHERE project_id = %(project_id)s AND tag = %(tag)s
