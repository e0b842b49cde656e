-- folded: whether an hour of some measures, of a roll-up that several share, stands there as an hour already.
SELECT EXISTS (
    SELECT 1 FROM {table}
    WHERE project_id = %(project_id)s AND grain = 'h' AND bucket = %(hour)s AND measure = ANY(%(only)s)
) AS folded
