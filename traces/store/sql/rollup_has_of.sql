-- found: whether an hour of some measures stands in this grain in a roll-up that several share.
SELECT EXISTS (
    SELECT 1 FROM {table}
    WHERE
        project_id = %(project_id)s AND grain = %(grain)s
        AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour' AND measure = ANY(%(only)s)
) AS found
