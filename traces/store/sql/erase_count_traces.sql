-- Returns one row: how many traces an erasure still has to take away.
SELECT count(*) FROM erasure_trace WHERE project_id = %(project_id)s AND erasure_id = %(erasure_id)s
