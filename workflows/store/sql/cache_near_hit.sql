-- One row, or none: the answer to a question near enough; its being given again is counted.
UPDATE workflows_cacheentry
SET near_hits = near_hits + 1, saved_nanousd = saved_nanousd + coalesce(cost_nanousd, 0), hit_at = clock_timestamp()
WHERE project_id = %(project_id)s AND id = %(id)s
RETURNING value, cost_nanousd, extract(epoch FROM clock_timestamp() - made_at)::bigint
