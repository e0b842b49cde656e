-- Whose traces cost how much: by user, session and tag, of the traces that began in a minute or an hour.
CREATE TABLE rollup_payer (
    project_id integer NOT NULL,
    grain char(1) NOT NULL, -- m or h
    bucket timestamptz NOT NULL,
    dimension text NOT NULL, -- user, session, or tag: and the name of one
    value text NOT NULL, -- "": the trace has none; (other): beyond the commonest
    traces bigint NOT NULL,
    calls bigint NOT NULL,
    unpriced_calls bigint NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost_nanousd bigint NOT NULL,
    PRIMARY KEY (project_id, grain, bucket, dimension, value)
);
CREATE INDEX rollup_payer_dimension ON rollup_payer (project_id, dimension, bucket);
-- Workers fill it for what is stored already.
INSERT INTO mark (project_id, kind, bucket) SELECT DISTINCT project_id, 'run', bucket FROM rollup_trace;
