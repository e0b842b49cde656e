-- Returns one row: whether outcomes of some workflows are being credited anew, for a definition changed.
SELECT EXISTS (
    SELECT FROM outcome_recheck WHERE project_id = %(project_id)s AND kind = 'workflow' AND ref = ANY(%(names)s)
)
