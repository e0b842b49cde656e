-- What calls of days that are over need not have cost, told from the spans while they are kept. Made anew when hours of a
-- day change while its spans are there.
CREATE TABLE waste_day (
    project_id integer NOT NULL,
    from_time timestamptz NOT NULL,
    to_time timestamptz NOT NULL,
    kind text NOT NULL, -- repeated, background, long_context, no_outcome
    workflow text NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    price_id integer NOT NULL,
    calls bigint NOT NULL, -- runs where the kind is no_outcome
    input_tokens bigint NOT NULL, -- beyond thrice the median where the kind is long_context
    output_tokens bigint NOT NULL,
    cache_read_tokens bigint NOT NULL,
    cost_nanousd bigint NOT NULL,
    trace_ids uuid[] NOT NULL, -- of the dearest
    PRIMARY KEY (project_id, from_time, to_time, kind, workflow, provider, model, price_id)
);
CREATE TABLE waste_day_done (
    project_id integer NOT NULL,
    from_time timestamptz NOT NULL,
    to_time timestamptz NOT NULL,
    PRIMARY KEY (project_id, from_time, to_time)
);
