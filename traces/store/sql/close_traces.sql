-- Returns nothing; traces whose spans are gone keep the summary they have.
UPDATE trace SET settled_at = %(now)s
WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[]) AND settled_at IS NULL
