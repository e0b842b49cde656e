-- One row: the breaker, made when it was not there, locked until the transaction ends; and the database's time.
INSERT INTO workflows_breakerstate AS breaker (
    project_id, name, state, failures, since_ms, trials_ok, trial_until_ms
)
VALUES (%(project_id)s, %(name)s, 'closed', 0, 0, 0, 0)
ON CONFLICT (project_id, name) DO UPDATE SET name = excluded.name
RETURNING breaker.state, breaker.failures, breaker.since_ms, breaker.trials_ok, breaker.trial_until_ms,
          (extract(epoch FROM clock_timestamp()) * 1000)::bigint
