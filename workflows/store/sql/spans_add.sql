-- Nothing. Spans of a run that ended while no worker had it.
INSERT INTO workflows_spanoutbox (project_id, spans, made_at)
VALUES (%(project_id)s, %(spans)s::jsonb, clock_timestamp())
