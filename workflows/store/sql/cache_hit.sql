-- One row, or none: the answer to exactly this question that is young enough; its being given again is counted.
UPDATE workflows_cacheentry
SET hits = hits + 1, saved_nanousd = saved_nanousd + coalesce(cost_nanousd, 0), hit_at = clock_timestamp()
WHERE project_id = %(project_id)s AND key = %(key)s
      AND made_at > clock_timestamp() - make_interval(secs => %(max_age)s)
RETURNING value, cost_nanousd, extract(epoch FROM clock_timestamp() - made_at)::bigint
