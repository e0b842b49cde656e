-- tag, value: those seen last.
SELECT tag, value
FROM (
    SELECT tag, value, seen
    FROM tag_value
    WHERE project_id = %(project_id)s
    ORDER BY seen DESC, tag, value
    LIMIT %(most)s
) AS recent
ORDER BY 1, 2
