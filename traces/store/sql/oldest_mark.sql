-- made_at: of the longest waiting mark, no row when all is rolled up. The order keeps the planner to the index.
SELECT made_at FROM mark WHERE project_id = %(project_id)s ORDER BY project_id, made_at LIMIT 1
