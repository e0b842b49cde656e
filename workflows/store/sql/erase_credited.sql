-- source, outcome_id: of outcomes of which these traces have a share.
SELECT DISTINCT source, outcome_id
FROM outcome_credit
WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
