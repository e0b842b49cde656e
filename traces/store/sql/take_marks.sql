-- bucket: the marked minutes of one hour, taken away; marks made from now on stay.
DELETE FROM mark
WHERE project_id = %(project_id)s AND kind = %(kind)s AND bucket >= %(hour)s AND bucket < %(hour)s + interval '1 hour'
RETURNING bucket
