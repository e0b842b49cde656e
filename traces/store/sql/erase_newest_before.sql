-- Returns one row: the start of the newest span, or the arrival of the newest refused one, before a time; null: none.
SELECT greatest(
    (
        SELECT start_time FROM span
        WHERE project_id = %(project_id)s AND start_time < %(before)s
        ORDER BY start_time DESC
        LIMIT 1
    ),
    (
        SELECT received_at FROM quarantine
        WHERE project_id = %(project_id)s AND received_at < %(before)s
        ORDER BY received_at DESC
        LIMIT 1
    )
)
