-- Spans are not alone any more: log records, usage events and metrics become rows of the same table.
ALTER TABLE span
    ADD COLUMN source smallint NOT NULL DEFAULT 0, -- index into traces.types.SOURCES
    ADD COLUMN call_hash bigint, -- of the provider's id of the answer: who else tells of this call has the same
    ADD COLUMN business_key text,
    ADD COLUMN cost_reported_nanousd bigint; -- what the sender said, kept beside what our price gives
-- What outcomes find runs by.
ALTER TABLE trace_run
    ADD COLUMN session text,
    ADD COLUMN business_key text;
CREATE INDEX trace_run_name ON trace_run (project_id, run_id) WHERE run_id <> replace(trace_id::text, '-', '');
CREATE INDEX trace_run_session ON trace_run (project_id, session, start_time) WHERE session IS NOT NULL;
CREATE INDEX trace_run_key ON trace_run (project_id, business_key, start_time) WHERE business_key IS NOT NULL;
