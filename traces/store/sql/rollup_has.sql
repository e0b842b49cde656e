-- hour: those of some hours that stand in a roll-up in this grain.
SELECT hour
FROM unnest(%(hours)s::timestamptz[]) AS hour
WHERE EXISTS (
    SELECT 1 FROM {table}
    WHERE
        project_id = %(project_id)s AND grain = %(grain)s AND bucket >= hour AND bucket < hour + interval '1 hour'
)
