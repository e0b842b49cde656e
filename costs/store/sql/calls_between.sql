-- calls: about how many calls with usage a project made within a time.
SELECT coalesce(sum(calls), 0)::bigint AS calls
FROM rollup_span
WHERE project_id = %(project_id)s AND bucket >= %(first)s AND bucket < %(last)s
