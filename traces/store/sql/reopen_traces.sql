-- Returns nothing; traces that were settled are to be settled anew, at once; who is settling one just now leaves it open,
-- for it was seen again, if only a microsecond later.
UPDATE trace SET
    last_seen = last_seen + interval '1 microsecond',
    settle_after = CASE WHEN settled_at IS NULL THEN settle_after ELSE %(now)s END,
    settle_failures = CASE WHEN settled_at IS NULL THEN settle_failures ELSE 0 END,
    settled_at = NULL
WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[])
