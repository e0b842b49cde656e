-- tag, value, day (since 1970): the values seen of each tag of a project.
SELECT tag, value, seen - date '1970-01-01' AS day FROM tag_value WHERE project_id = %(project_id)s
