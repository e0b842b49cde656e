-- Rows touched: effects that a fork does not do again, as the run it comes from noted them before (all, or up to a step's commit).
INSERT INTO workflows_effect (
    project_id, run_id, key, idempotency_key, name, kind, payload, state, tries, answer, error, next_at, made_at, sent_at
)
SELECT project_id, %(fork_id)s, key, idempotency_key, name, kind, payload, 'recorded', 0, answer, '', next_at, made_at, sent_at
FROM workflows_effect
WHERE project_id = %(project_id)s AND run_id = %(run_id)s
  AND (
      %(until)s::timestamptz IS NULL OR made_at < %(until)s::timestamptz
      OR (%(with_it)s AND made_at = %(until)s::timestamptz)
  )
ON CONFLICT (run_id, key) DO NOTHING
