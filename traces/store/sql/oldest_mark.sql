-- made_at: of the longest waiting mark, null when all is rolled up.
SELECT min(made_at) AS made_at FROM mark WHERE project_id = %(project_id)s
