-- Nothing: an item waits for company; asked twice it waits once.
INSERT INTO workflows_batchslot (project_id, batch, run_id, step_key, state, item, due_at, made_at)
VALUES (
    %(project_id)s, %(batch)s, %(run_id)s, %(step_key)s, 'waiting', %(item)s,
    clock_timestamp() + make_interval(secs => %(within)s), clock_timestamp()
)
ON CONFLICT (run_id, step_key) DO NOTHING
