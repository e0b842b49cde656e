-- What the business saw. Plain SQL as telemetry is: no triggers, sequences or foreign keys.
CREATE TABLE outcome (
    project_id integer NOT NULL,
    source text NOT NULL, -- '' where the sender names none
    outcome_id text NOT NULL,
    version bigint NOT NULL,
    workflow text NOT NULL,
    ref_kind text NOT NULL, -- run_id, trace_id, session or key: what it says of the run that it is about
    ref text NOT NULL,
    occurred_at timestamptz NOT NULL,
    status text NOT NULL, -- success, failure or withdrawn
    metric text,
    value numeric,
    value_nanousd bigint, -- as the sender said; null: not said, or in a currency we have no rate for
    currency text,
    minutes_saved numeric,
    human_minutes numeric,
    attributes jsonb,
    received_at timestamptz NOT NULL,
    body_hash bigint NOT NULL,
    holds boolean NOT NULL DEFAULT false, -- the highest version; decided where it is credited, by one writer
    pending boolean NOT NULL DEFAULT true, -- to be credited
    unattributed text, -- why no run is credited; null when one is
    PRIMARY KEY (project_id, source, outcome_id, version)
);
CREATE INDEX outcome_pending ON outcome (project_id, received_at) WHERE pending;
CREATE INDEX outcome_ref ON outcome (project_id, ref_kind, ref, occurred_at, source, outcome_id);
CREATE INDEX outcome_holds ON outcome (project_id, source, outcome_id) WHERE holds;
CREATE INDEX outcome_newest ON outcome (project_id, occurred_at, source, outcome_id);
CREATE INDEX outcome_workflow ON outcome (project_id, workflow, occurred_at, source, outcome_id);
CREATE INDEX outcome_unattributed ON outcome (project_id, occurred_at) WHERE holds AND unattributed IS NOT NULL;

-- Which runs an outcome is credited to. The shares of one outcome sum to exactly 1, its money to the last nano-dollar.
CREATE TABLE outcome_credit (
    project_id integer NOT NULL,
    trace_id uuid NOT NULL,
    run_id text NOT NULL,
    source text NOT NULL,
    outcome_id text NOT NULL,
    share numeric NOT NULL,
    value_nanousd bigint,
    minutes_saved numeric,
    human_minutes numeric,
    status text NOT NULL,
    metric text,
    occurred_at timestamptz NOT NULL,
    PRIMARY KEY (project_id, trace_id, source, outcome_id, run_id)
);
CREATE INDEX outcome_credit_outcome ON outcome_credit (project_id, source, outcome_id);

-- Work to do, append only. Outcomes that are to be looked at again, as a run came or a definition changed; `first` and
-- what follows it move on as the work is done, so that a million outcomes on one key are a thousand small steps.
CREATE TABLE outcome_recheck (
    project_id integer NOT NULL,
    kind text NOT NULL, -- as outcome.ref_kind; credited: those that a trace has credits of; workflow: those that name it
    ref text NOT NULL,
    first timestamptz NOT NULL,
    after_source text NOT NULL DEFAULT '',
    after_id text NOT NULL DEFAULT '',
    last timestamptz NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outcome_recheck_oldest ON outcome_recheck (project_id, made_at);
-- Traces whose credits changed: their summary follows.
CREATE TABLE outcome_changed (
    project_id integer NOT NULL,
    trace_id uuid NOT NULL
);
CREATE INDEX outcome_changed_trace ON outcome_changed (project_id, trace_id);
-- Workflow names seen in settled traces; a definition is made for each.
CREATE TABLE workflow_seen (
    project_id integer NOT NULL,
    name text NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (project_id, name)
);
