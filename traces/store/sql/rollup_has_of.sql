-- hour: those of some hours of which some measures stand in this grain in a roll-up that several share.
SELECT hour
FROM unnest(%(hours)s::timestamptz[]) AS hour
WHERE EXISTS (
    SELECT 1 FROM {table}
    WHERE
        project_id = %(project_id)s AND grain = %(grain)s AND bucket >= hour AND bucket < hour + interval '1 hour'
        AND measure = ANY(%(only)s)
)
