ALTER TABLE rollup_call
    ADD COLUMN workflow text NOT NULL DEFAULT '',
    ADD COLUMN price_id integer NOT NULL DEFAULT 0, -- 0: no price row
    ADD COLUMN context_over bigint NOT NULL DEFAULT 0, -- more input tokens than this, the highest bound of any price row
    ADD COLUMN useful_calls bigint NOT NULL DEFAULT 0; -- that did not end in an error
ALTER TABLE rollup_call DROP CONSTRAINT rollup_call_pkey;
ALTER TABLE rollup_call ADD PRIMARY KEY (
    project_id, grain, bucket, workflow, provider, model, service_tier, cost_source, price_id, context_over
);
-- Workers fill them for what is stored already.
INSERT INTO mark (project_id, kind, bucket) SELECT DISTINCT project_id, 'span', bucket FROM rollup_span;

-- Calls and runs of days that are over, in whatever zone a day was asked for: made from the roll-ups, thrown away when
-- one of their hours changes, made again. A day of fifty workflows and twenty models is a thousand rows, not a day of
-- hours of them.
CREATE TABLE cost_day (
    project_id integer NOT NULL,
    from_time timestamptz NOT NULL,
    to_time timestamptz NOT NULL,
    workflow text NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    service_tier text NOT NULL,
    cost_source text NOT NULL,
    price_id integer NOT NULL,
    context_over bigint NOT NULL,
    runs bigint NOT NULL, -- stand in the row without a model
    calls bigint NOT NULL,
    useful_calls bigint NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cache_read_tokens bigint NOT NULL,
    cache_write_tokens bigint NOT NULL,
    cache_write_1h_tokens bigint NOT NULL,
    reasoning_tokens bigint NOT NULL,
    input_audio_tokens bigint NOT NULL,
    output_audio_tokens bigint NOT NULL,
    cost_nanousd bigint NOT NULL,
    PRIMARY KEY (
        project_id, from_time, to_time, workflow, provider, model, service_tier, cost_source, price_id, context_over
    )
);
-- Which days stand in cost_day: a day without calls has no row there.
CREATE TABLE cost_day_done (
    project_id integer NOT NULL,
    from_time timestamptz NOT NULL,
    to_time timestamptz NOT NULL,
    PRIMARY KEY (project_id, from_time, to_time)
);
