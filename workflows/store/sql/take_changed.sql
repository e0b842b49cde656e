-- trace_id in hex: of some traces whose credits changed, taken away.
WITH waiting AS (
    SELECT DISTINCT trace_id FROM outcome_changed WHERE project_id = %(project_id)s LIMIT %(most)s
),
gone AS (
    DELETE FROM outcome_changed
    WHERE project_id = %(project_id)s AND trace_id IN (SELECT trace_id FROM waiting)
    RETURNING trace_id
)
SELECT DISTINCT replace(trace_id::text, '-', '') FROM gone
