-- kind, value, number, first_seen, last_seen, label: prompts, models and releases of a workflow, numbered from 1 by when
-- they were first seen.
SELECT
    kind, value, row_number() OVER (PARTITION BY kind ORDER BY first_seen, value) AS number, first_seen, last_seen, label
FROM version_seen
WHERE project_id = %(project_id)s AND workflow = %(workflow)s
ORDER BY kind, number
