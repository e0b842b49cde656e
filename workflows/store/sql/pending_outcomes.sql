-- source, outcome_id, version: of outcomes that wait to be credited, the first come first.
SELECT source, outcome_id, version
FROM outcome
WHERE project_id = %(project_id)s AND pending
ORDER BY received_at
LIMIT %(most)s
