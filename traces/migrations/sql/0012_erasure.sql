-- What may not come back: digests under a key of the installation, so that the table tells nobody who was erased.
CREATE TABLE erased (
    project_id integer NOT NULL,
    digest bytea NOT NULL, -- of a kind (user, session, trace) and its value
    before timestamptz NOT NULL, -- what happened before is refused; of a trace everything is
    erasure_id bigint NOT NULL,
    PRIMARY KEY (project_id, digest)
);
-- Work to do: the traces that an erasure reaches, gone from here once they are erased.
CREATE TABLE erasure_trace (
    project_id integer NOT NULL,
    erasure_id bigint NOT NULL,
    trace_id uuid NOT NULL,
    headless boolean NOT NULL DEFAULT false, -- summary, runs, scores and outcomes are gone; spans may be left
    PRIMARY KEY (project_id, erasure_id, trace_id)
);
ALTER TABLE metric_point ADD COLUMN names bytea[]; -- digests, as in erased, of the people and sessions a series names
