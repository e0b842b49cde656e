-- path_id: of these, those that are known.
SELECT path_id FROM time_path WHERE project_id = %(project_id)s AND path_id = ANY(%(path_ids)s)
