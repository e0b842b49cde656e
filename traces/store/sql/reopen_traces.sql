-- Returns nothing; traces that were settled are to be settled anew, at once.
UPDATE trace SET settled_at = NULL, settle_after = %(now)s, settle_failures = 0
WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[]) AND settled_at IS NOT NULL
