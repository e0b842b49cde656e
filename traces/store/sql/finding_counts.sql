-- code, traces, causes: how many traces of a time have each finding, and of how many it is the cause.
SELECT code, sum(traces)::bigint AS traces, sum(causes)::bigint AS causes
FROM rollup_finding
WHERE project_id = %(project_id)s AND bucket >= %(from_time)s AND bucket < %(to_time)s {more}
GROUP BY code
ORDER BY causes DESC, traces DESC, code
