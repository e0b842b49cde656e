-- Returns one row: whether an outcome, or a trace for its outcomes, waits to be worked on.
SELECT
    EXISTS (SELECT FROM outcome WHERE project_id = %(project_id)s AND pending)
    OR EXISTS (SELECT FROM outcome_recheck WHERE project_id = %(project_id)s)
    OR EXISTS (SELECT FROM outcome_changed WHERE project_id = %(project_id)s)
