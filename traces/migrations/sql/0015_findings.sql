-- How a span went, where no column says so: short words "code" or "code:value" of traces.semconv.signs; null for most.
ALTER TABLE span ADD COLUMN signs text[];
-- What settling concludes of a trace: every finding by rank, the cause of a failed one, what it was made of.
ALTER TABLE trace
    ADD COLUMN findings text[], -- null: none
    ADD COLUMN cause text, -- a finding's code, or none_found; null: it did not fail
    ADD COLUMN traits text[]; -- "tool:orders.get", "finish:length", "documents:0", ...
-- Rows without a finding, which are most, are not in it.
CREATE INDEX trace_findings ON trace USING gin ((ARRAY['p' || project_id::text]), findings)
WITH (gin_pending_list_limit = 1024) WHERE findings IS NOT NULL;
CREATE TABLE rollup_finding (
    project_id integer NOT NULL,
    grain char(1) NOT NULL,
    bucket timestamptz NOT NULL, -- of the trace's start
    workflow text NOT NULL,
    code text NOT NULL, -- of a finding, or none_found
    traces bigint NOT NULL, -- that have the finding
    causes bigint NOT NULL, -- of which it is the cause
    PRIMARY KEY (project_id, grain, bucket, workflow, code)
);
CREATE INDEX trace_cause ON trace (project_id, cause, start_time) WHERE cause IS NOT NULL;
