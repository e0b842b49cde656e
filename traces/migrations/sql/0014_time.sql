ALTER TABLE span ADD COLUMN queue_wait_ns bigint; -- of work taken from a queue: since it was put there; found when settled
ALTER TABLE trace_run ADD COLUMN critical_ns bigint[]; -- by time kind, in the order of traces.types.TIME_KINDS; null: not split
ALTER TABLE trace_run ADD COLUMN path_ids bigint[]; -- of time_path; 0 for (other)
ALTER TABLE trace_run ADD COLUMN path_ns bigint[];

-- Call paths, named once: a run and a roll-up name them by number, a hash of all but the last column.
CREATE TABLE time_path (
    project_id integer NOT NULL,
    path_id bigint NOT NULL,
    names text[] NOT NULL, -- of the spans from the top down, ids masked; empty: outside any span
    step text NOT NULL, -- the nearest of them that a person would name
    span_kind text NOT NULL, -- of the step
    kind text NOT NULL, -- what the time was spent on
    seen date NOT NULL, -- to within a day: when it was last used
    PRIMARY KEY (project_id, path_id)
);

-- Runs by how long they took: band b holds durations in (2^((b - 1) / 4), 2^(b / 4)] ns, so a band is 19 % wide and what
-- lies between two percentiles is a sum over rows. The kinds are sums of critical ns over the runs that were split.
CREATE TABLE rollup_time (
    project_id integer NOT NULL,
    grain char(1) NOT NULL,
    bucket timestamptz NOT NULL, -- of the run's start
    workflow text NOT NULL,
    release text NOT NULL,
    band smallint NOT NULL,
    runs bigint NOT NULL, -- that were split
    unsplit bigint NOT NULL, -- too large to be split, or settled before there was a split
    duration_ns numeric NOT NULL, -- of those that were split: the sum of the kinds
    queue_wait numeric NOT NULL,
    backoff_wait numeric NOT NULL,
    first_token numeric NOT NULL,
    generation numeric NOT NULL,
    embedding numeric NOT NULL,
    retrieval numeric NOT NULL,
    tool numeric NOT NULL,
    guardrail numeric NOT NULL,
    own_code numeric NOT NULL,
    unaccounted numeric NOT NULL,
    outside numeric NOT NULL,
    PRIMARY KEY (project_id, grain, bucket, workflow, release, band)
);
CREATE TABLE rollup_path (
    project_id integer NOT NULL,
    grain char(1) NOT NULL,
    bucket timestamptz NOT NULL, -- of the run's start
    workflow text NOT NULL,
    release text NOT NULL,
    path_id bigint NOT NULL, -- of time_path; 0: (other)
    runs bigint NOT NULL, -- that spent time there
    critical_ns numeric NOT NULL,
    PRIMARY KEY (project_id, grain, bucket, workflow, release, path_id)
);
