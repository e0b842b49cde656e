-- New amounts of calls while a time is priced anew: built beside the old ones, gone once they are in their place.
CREATE TABLE span_reprice (
    project_id integer NOT NULL,
    trace_id uuid NOT NULL,
    span_id bytea NOT NULL,
    start_time timestamptz NOT NULL,
    cost_nanousd bigint,
    price_id integer,
    cost_source text,
    PRIMARY KEY (project_id, trace_id, span_id, start_time)
);
CREATE INDEX span_reprice_time ON span_reprice (project_id, start_time);

-- Calls as their prices see them: by tier, with every class of tokens, and what the sender said they cost.
CREATE TABLE rollup_call (
    project_id integer NOT NULL,
    grain char(1) NOT NULL,
    bucket timestamptz NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    service_tier text NOT NULL,
    cost_source text NOT NULL, -- price, reported, cache; empty: no price
    calls bigint NOT NULL,
    refused_calls bigint NOT NULL, -- some token count of theirs could not be read
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cache_read_tokens bigint NOT NULL,
    cache_write_tokens bigint NOT NULL,
    cache_write_1h_tokens bigint NOT NULL,
    reasoning_tokens bigint NOT NULL,
    input_audio_tokens bigint NOT NULL,
    output_audio_tokens bigint NOT NULL,
    cost_nanousd bigint NOT NULL,
    compared_calls bigint NOT NULL, -- with a price of ours and a cost of the sender's
    compared_nanousd bigint NOT NULL, -- of those, by our price
    reported_nanousd bigint NOT NULL, -- of those, as reported
    PRIMARY KEY (project_id, grain, bucket, provider, model, service_tier, cost_source)
);
-- Workers fill it for what is stored already.
INSERT INTO mark (project_id, kind, bucket) SELECT DISTINCT project_id, 'span', bucket FROM rollup_span;
