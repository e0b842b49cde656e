-- place, body: of refused spans that came within a time.
SELECT ctid::text AS place, body
FROM quarantine
WHERE project_id = %(project_id)s AND received_at >= %(first)s AND received_at < %(last)s
