-- The facts. No triggers, sequences or foreign keys; trace_id in every key: a distributed engine can shard by it.
CREATE TABLE span (
    project_id integer NOT NULL,
    trace_id uuid NOT NULL,
    span_id bytea NOT NULL,
    start_time timestamptz NOT NULL,
    parent_span_id bytea,
    start_ns bigint NOT NULL,
    duration_ns bigint NOT NULL,
    first_token_ns bigint,
    kind text NOT NULL,
    name text NOT NULL,
    status text NOT NULL,
    error_type text,
    service text NOT NULL,
    workflow text,
    run_id text,
    step text,
    attempt smallint,
    provider text,
    model text,
    input_tokens bigint,
    output_tokens bigint,
    cache_read_tokens bigint,
    cache_write_tokens bigint,
    cache_write_1h_tokens bigint,
    reasoning_tokens bigint,
    input_audio_tokens bigint,
    output_audio_tokens bigint,
    cost_nanousd bigint,
    cost_source text,
    price_id integer,
    service_tier text,
    finish_reason text,
    session text,
    user_id text,
    release text,
    prompt_fingerprint text,
    prompt_hash text,
    convention text NOT NULL,
    tags jsonb,
    warnings text[],
    usage_counted boolean NOT NULL,
    uncounted_reason text, -- why its usage is not counted: superseded or descendant (one beneath it bears the usage)
    superseded boolean NOT NULL DEFAULT false,
    body_hash bigint NOT NULL,
    batch_id uuid NOT NULL,
    body_index integer NOT NULL,
    PRIMARY KEY (project_id, trace_id, span_id, start_time)
) PARTITION BY RANGE (start_time);
-- Spans arrive nearly in order of time, so block ranges find a minute's facts at no cost to the writer.
CREATE INDEX span_minute ON span USING brin (start_time) WITH (pages_per_range = 16, autosummarize = on);

-- Bodies: one zstd blob of a JSON list per trace and batch; span.body_index is the place in the list.
CREATE TABLE span_blob (
    project_id integer NOT NULL,
    trace_id uuid NOT NULL,
    batch_id uuid NOT NULL,
    start_time timestamptz NOT NULL, -- of the blob's earliest span; days are dropped with those of span
    data bytea NOT NULL,
    PRIMARY KEY (project_id, trace_id, batch_id, start_time)
) PARTITION BY RANGE (start_time);
ALTER TABLE span_blob ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE INDEX span_blob_day ON span_blob USING brin (start_time);

-- One row per trace: provisional sums at the door (over rows really inserted), exact ones when settled.
CREATE TABLE trace (
    project_id integer NOT NULL,
    trace_id uuid NOT NULL,
    start_time timestamptz NOT NULL,
    start_ns bigint NOT NULL,
    end_ns bigint NOT NULL,
    name text NOT NULL,
    has_root boolean NOT NULL,
    service text NOT NULL,
    workflow text,
    workflow_reason text,
    status text NOT NULL,
    span_count integer NOT NULL,
    error_count integer NOT NULL,
    call_count integer NOT NULL,
    unpriced_calls integer NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost_nanousd bigint,
    models text[] NOT NULL,
    providers text[] NOT NULL,
    kinds text[] NOT NULL,
    session text,
    user_id text,
    release text,
    prompt_fingerprint text,
    tags jsonb,
    search text, -- lower-case words of names, ids and first texts, parted by single spaces; filled when settled
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    settled_at timestamptz, -- null: still open
    settle_after timestamptz NOT NULL, -- quiet long enough from then on; later after a failure
    settle_failures smallint NOT NULL DEFAULT 0,
    PRIMARY KEY (project_id, trace_id)
);
CREATE INDEX trace_open ON trace (project_id, settle_after) WHERE settled_at IS NULL;
-- Time order, both ways, with what totals, bars and sorts need: they read this index alone.
CREATE INDEX trace_newest ON trace (project_id, start_time, trace_id)
    INCLUDE (start_ns, end_ns, workflow, status, cost_nanousd, input_tokens, output_tokens, unpriced_calls);
-- Every filter in one index: rare values are found here, common ones by walking trace_newest. Long values are cut, so
-- that none can outgrow an index entry; a query looks for the cut value and then compares the whole one.
CREATE INDEX trace_facets ON trace USING gin (
    (ARRAY['p' || project_id::text, 's' || status, 'w' || left(workflow, 200), 'u' || left(user_id, 200),
           'i' || left(session, 200)]),
    models, providers, kinds, tags jsonb_path_ops
) WITH (gin_pending_list_limit = 1024);
-- Words of the search column (parted by single spaces), found by their beginnings; each begins with its project, so that
-- a word that another project uses a million times costs nobody else anything.
CREATE INDEX trace_search ON trace USING gin (
    array_to_tsvector(string_to_array(
        project_id::text || ':' || replace(left(search, 500), ' ', ' ' || project_id::text || ':'), ' '
    ))
) WITH (gin_pending_list_limit = 1024);

-- Runs: the spans of a trace that share the nearest ancestor's aiops.run.id; by default the whole trace. Written when settled.
CREATE TABLE trace_run (
    project_id integer NOT NULL,
    trace_id uuid NOT NULL,
    run_id text NOT NULL,
    start_time timestamptz NOT NULL,
    duration_ns bigint NOT NULL,
    workflow text,
    status text NOT NULL,
    attempts integer NOT NULL, -- model calls, failed ones too
    useful_calls integer NOT NULL, -- model calls that answered
    unpriced_calls integer NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost_nanousd bigint,
    release text,
    prompt_fingerprint text,
    tags jsonb,
    PRIMARY KEY (project_id, trace_id, run_id)
);
CREATE INDEX trace_run_newest ON trace_run (project_id, start_time);

-- Work to do. Append only and never unique, so that writers never wait for each other.
CREATE TABLE mark (
    project_id integer NOT NULL,
    kind text NOT NULL, -- the facts that changed: span or run
    bucket timestamptz NOT NULL, -- the minute that changed
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX mark_bucket ON mark (project_id, kind, bucket);
CREATE INDEX mark_oldest ON mark (project_id, made_at);

-- Roll-ups: recomputed, never incremented. grain: m (a minute, while fresh) or h (an hour, folded two hours after its
-- end). Every fact stands once in the rows of both grains together: readers add up all rows whose bucket they want.
CREATE TABLE rollup_span (
    project_id integer NOT NULL,
    grain char(1) NOT NULL,
    bucket timestamptz NOT NULL,
    workflow text NOT NULL,
    step text NOT NULL,
    kind text NOT NULL,
    provider text NOT NULL,
    model text NOT NULL,
    price_id integer NOT NULL, -- 0: no price
    status text NOT NULL,
    spans bigint NOT NULL,
    duration_ns numeric NOT NULL,
    calls bigint NOT NULL, -- spans whose usage is counted
    unpriced_calls bigint NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cache_read_tokens bigint NOT NULL,
    cache_write_tokens bigint NOT NULL,
    reasoning_tokens bigint NOT NULL,
    cost_nanousd bigint NOT NULL,
    PRIMARY KEY (project_id, grain, bucket, workflow, step, kind, provider, model, price_id, status)
);
CREATE TABLE rollup_trace (
    project_id integer NOT NULL,
    grain char(1) NOT NULL,
    bucket timestamptz NOT NULL, -- of the trace's start
    workflow text NOT NULL,
    status text NOT NULL,
    traces bigint NOT NULL,
    unpriced_calls bigint NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost_nanousd bigint, -- null: none of them has a price
    PRIMARY KEY (project_id, grain, bucket, workflow, status)
);
CREATE TABLE rollup_run (
    project_id integer NOT NULL,
    grain char(1) NOT NULL,
    bucket timestamptz NOT NULL, -- of the run's start
    workflow text NOT NULL,
    release text NOT NULL,
    prompt_fingerprint text NOT NULL,
    status text NOT NULL,
    runs bigint NOT NULL,
    attempts bigint NOT NULL,
    useful_calls bigint NOT NULL,
    unpriced_calls bigint NOT NULL,
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cost_nanousd bigint NOT NULL,
    cost_nanousd_squared numeric NOT NULL,
    duration_ns numeric NOT NULL,
    duration_ns_squared numeric NOT NULL,
    PRIMARY KEY (project_id, grain, bucket, workflow, release, prompt_fingerprint, status)
);
-- Log buckets, 1 % relative error: value in (g^(i-1), g^i], g = 1.01/0.99; zero and less have bucket -32768.
-- A histogram is one row, for a row each bucket would take twenty times the room; unnest(log_buckets, ns) gives them.
CREATE TABLE rollup_histogram (
    project_id integer NOT NULL,
    grain char(1) NOT NULL, -- m or h
    bucket timestamptz NOT NULL,
    measure text NOT NULL, -- trace_duration_ns, status_duration_ns, span_duration_ns, input_tokens, output_tokens
    name text NOT NULL, -- a trace's status, a space and its workflow, or its status alone; a span's kind, a space and its name; a model for tokens; or (other)
    log_buckets smallint[] NOT NULL, -- ascending
    ns bigint[] NOT NULL, -- how many values fell into each
    PRIMARY KEY (project_id, grain, bucket, measure, name)
);

-- Spans that could be read but not stored: outside the allowed times, or refused by the store. Kept 30 days.
CREATE TABLE quarantine (
    project_id integer NOT NULL,
    received_at timestamptz NOT NULL,
    code text NOT NULL,
    field text NOT NULL,
    reason text NOT NULL,
    trace_id text NOT NULL,
    span_id text NOT NULL,
    name text NOT NULL,
    service text NOT NULL,
    body bytea NOT NULL -- zstd JSON of the whole span
);
CREATE INDEX quarantine_newest ON quarantine (project_id, received_at DESC);

-- What came in, counted per minute: one row per batch and code, folded to one per hour and code later.
CREATE TABLE ingest_count (
    project_id integer NOT NULL,
    bucket timestamptz NOT NULL,
    code text NOT NULL, -- accepted, duplicate, conflict, rejected.<code>, redacted.<rule>, warning.<code>
    client text NOT NULL, -- user agent
    n bigint NOT NULL
);
CREATE INDEX ingest_count_bucket ON ingest_count (project_id, bucket);
