-- tag, values: how many different values each tag of a project has.
SELECT tag, count(*) AS values FROM tag_value WHERE project_id = %(project_id)s GROUP BY tag
