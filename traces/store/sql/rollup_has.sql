-- found: whether an hour stands in a roll-up in this grain.
SELECT EXISTS (
    SELECT 1 FROM {table}
    WHERE
        project_id = %(project_id)s AND grain = %(grain)s
        AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
) AS found
