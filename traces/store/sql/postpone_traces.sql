-- Returns nothing; traces that could not be settled wait longer after every failure: 10 s, 20 s ... an hour.
UPDATE trace SET
    settle_failures = least(settle_failures + 1, 100),
    settle_after = %(now)s::timestamptz + least(interval '10 seconds' * 2 ^ least(settle_failures, 20), interval '1 hour')
WHERE project_id = %(project_id)s AND trace_id = ANY(%(trace_ids)s::uuid[]) AND settled_at IS NULL
