-- One row, or none: a breaker, and the time on the database's clock.
SELECT state, failures, since_ms, trials_ok, trial_until_ms, (extract(epoch FROM clock_timestamp()) * 1000)::bigint
FROM workflows_breakerstate
WHERE project_id = %(project_id)s AND name = %(name)s
