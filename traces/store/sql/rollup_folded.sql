-- folded: whether an hour stands there as an hour already.
SELECT EXISTS (SELECT 1 FROM {table} WHERE project_id = %(project_id)s AND grain = 'h' AND bucket = %(hour)s) AS folded
