-- One row, `mine`: 1 when this worker still holds the run and all of this is written, 0 when it does not and nothing is. A step that is there already is an error, and nothing is written.
WITH mine AS (
    UPDATE workflows_run
    SET state = %(state)s::text,
        output = coalesce(%(output)s::jsonb, output),
        error = %(error)s::jsonb,
        stopped_for = %(stopped_for)s::text,
        lost = 0,
        stalled = 0,
        lease_until = CASE WHEN %(state)s::text = 'running' THEN clock_timestamp() + make_interval(secs => %(lease_s)s::float8) END,
        leased_by = CASE WHEN %(state)s::text = 'running' THEN leased_by ELSE '' END,
        available_at = CASE WHEN %(state)s::text = 'queued' THEN clock_timestamp() ELSE available_at END,
        waiting_since = CASE WHEN %(state)s::text = 'waiting' THEN clock_timestamp() END,
        ended_at = CASE WHEN %(state)s::text NOT IN ('running', 'queued', 'waiting') THEN clock_timestamp() END
    WHERE id = %(run_id)s::uuid AND project_id = %(project_id)s::bigint AND fence = %(fence)s::bigint AND state = 'running'
    RETURNING id
), new_steps AS (
    INSERT INTO workflows_step AS step (
        project_id, run_id, key, name, loop, map_index, kind, state, effect, arguments, arguments_hash, result, error,
        rung, attempts, cost_nanousd, fence, started_at, ended_at
    )
    SELECT %(project_id)s::bigint, mine.id, new.key, new.name, new.loop, new.map_index, new.kind, new.state, new.effect,
        new.arguments, new.arguments_hash, new.result, new.error, new.rung, new.attempts, new.cost_nanousd, %(fence)s::bigint,
        clock_timestamp() - make_interval(secs => new.seconds),
        CASE WHEN new.state <> 'waiting' THEN statement_timestamp() END
    FROM mine, jsonb_to_recordset(%(steps)s::jsonb) AS new (
        key text, name text, loop integer, map_index integer, kind text, state text, effect text, arguments jsonb,
        arguments_hash text, result jsonb, error jsonb, rung text, attempts integer, cost_nanousd bigint, seconds float
    )
    ON CONFLICT (run_id, key) DO UPDATE
    SET state = EXCLUDED.state, result = EXCLUDED.result, error = EXCLUDED.error, rung = EXCLUDED.rung,
        attempts = step.attempts + EXCLUDED.attempts,
        cost_nanousd = CASE WHEN coalesce(step.cost_nanousd, EXCLUDED.cost_nanousd) IS NOT NULL
                            THEN coalesce(step.cost_nanousd, 0) + coalesce(EXCLUDED.cost_nanousd, 0) END,
        fence = EXCLUDED.fence, ended_at = EXCLUDED.ended_at
    WHERE step.state = 'waiting'
    RETURNING 1
), new_effects AS (
    INSERT INTO workflows_effect (
        project_id, run_id, key, idempotency_key, name, kind, payload, state, tries, error, next_at, made_at
    )
    SELECT %(project_id)s::bigint, mine.id, new.key, new.idempotency_key, new.name, new.kind, new.payload, new.state, 0, '',
        clock_timestamp(), statement_timestamp()
    FROM mine, jsonb_to_recordset(%(effects)s::jsonb) AS new (
        key text, idempotency_key text, name text, kind text, payload jsonb, state text
    )
    ON CONFLICT (run_id, key) DO NOTHING
), new_waits AS (
    INSERT INTO workflows_wait (
        project_id, run_id, step_key, kind, state, who, question, nonce, token_hash, kept, answered_by, consumed, expires_at,
        made_at
    )
    SELECT %(project_id)s::bigint, mine.id, new.step_key, new.kind, 'open', new.who, new.question, new.nonce, new.token_hash, new.kept, '',
        false, clock_timestamp() + make_interval(secs => new.seconds), clock_timestamp()
    FROM mine, jsonb_to_recordset(%(waits)s::jsonb) AS new (
        step_key text, kind text, who text, question text, nonce text, token_hash text, kept jsonb, seconds float
    )
), consumed AS (
    UPDATE workflows_wait AS wait
    SET consumed = true
    FROM mine
    WHERE wait.run_id = mine.id AND wait.project_id = %(project_id)s::bigint AND wait.id = ANY(%(consumed)s::bigint[])
), voided AS (
    UPDATE workflows_wait AS wait
    SET state = 'void'
    FROM mine
    WHERE %(state)s::text NOT IN ('running', 'queued', 'waiting')
      AND wait.run_id = mine.id AND wait.project_id = %(project_id)s::bigint AND wait.state = 'open'
), told AS (
    INSERT INTO workflows_spanoutbox (project_id, spans, made_at)
    SELECT %(project_id)s::bigint, %(spans)s::jsonb, clock_timestamp()
    FROM mine
    WHERE %(spans)s::jsonb IS NOT NULL
)
SELECT CASE
    WHEN NOT EXISTS (SELECT FROM mine) THEN 0
    WHEN (SELECT count(*) FROM new_steps) = jsonb_array_length(%(steps)s::jsonb) THEN 1
    ELSE format('steps of run %%s were committed before', %(run_id)s::uuid)::integer
END AS mine
