-- Nothing: keeps an answer; a newer one takes the place of an older one, whose counts stay.
INSERT INTO workflows_cacheentry (
    project_id, workflow, step, key, shape, question, embedding, value, model, cost_nanousd, run_id, hits, near_hits,
    saved_nanousd, made_at
)
VALUES (
    %(project_id)s, %(workflow)s, %(step)s, %(key)s, %(shape)s, %(question)s, %(embedding)s, %(value)s, %(model)s,
    %(cost)s, %(run_id)s, 0, 0, 0, clock_timestamp()
)
ON CONFLICT (project_id, key) DO UPDATE
SET question = excluded.question, embedding = excluded.embedding, value = excluded.value, model = excluded.model,
    cost_nanousd = excluded.cost_nanousd, run_id = excluded.run_id, made_at = excluded.made_at
