-- workflow, kind, value, number, first_seen, label, before: prompts, models and releases that were first seen within a time,
-- numbered from 1 by when they were first seen, with the label of the one before.
SELECT workflow, kind, value, number, first_seen, label, before
FROM (
    SELECT
        workflow, kind, value, first_seen, label,
        row_number() OVER (PARTITION BY workflow, kind ORDER BY first_seen, value) AS number,
        lag(label) OVER (PARTITION BY workflow, kind ORDER BY first_seen, value) AS before
    FROM version_seen
    WHERE project_id = %(project_id)s
) AS numbered
WHERE first_seen >= %(since)s AND first_seen < %(until)s AND number > 1
ORDER BY first_seen
LIMIT %(most)s
