-- kind, ref, first, after_source, after_id, last: of the rechecks that wait longest, taken away.
DELETE FROM outcome_recheck
WHERE
    project_id = %(project_id)s
    AND ctid = ANY(ARRAY(
        SELECT ctid FROM outcome_recheck WHERE project_id = %(project_id)s ORDER BY made_at LIMIT %(most)s
    ))
RETURNING kind, ref, first, after_source, after_id, last
