-- Returns nothing; values of tags that no trace has any more.
DELETE FROM tag_value AS known
USING jsonb_to_recordset(%(shown)s::jsonb) AS gone (tag text, value text)
WHERE
    known.project_id = %(project_id)s AND known.tag = gone.tag AND known.value = gone.value
    AND NOT EXISTS (
        SELECT FROM trace
        WHERE trace.project_id = %(project_id)s AND trace.tags @> jsonb_build_object(gone.tag, gone.value)
    )
