-- Returns nothing; an erasure has no traces to take away.
DELETE FROM erasure_trace WHERE project_id = %(project_id)s AND erasure_id = %(erasure_id)s
