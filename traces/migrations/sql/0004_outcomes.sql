-- What an app above credits to a run, and what it makes of a trace. Sums are numeric: no number of outcomes overflows.
ALTER TABLE trace
    ADD COLUMN outcome text, -- success, failure or mixed; null: none is known
    ADD COLUMN value_nanousd numeric; -- null: no outcome of it is worth a known sum
CREATE INDEX trace_outcome ON trace (project_id, outcome, start_time) WHERE outcome IS NOT NULL;
ALTER TABLE trace_run
    ADD COLUMN outcome text,
    ADD COLUMN successes numeric, -- shares of outcomes: two runs that share one have half of it each
    ADD COLUMN failures numeric,
    ADD COLUMN value_nanousd numeric,
    ADD COLUMN minutes_saved numeric,
    ADD COLUMN human_minutes numeric;
ALTER TABLE rollup_run
    ADD COLUMN runs_with_outcome bigint NOT NULL DEFAULT 0,
    ADD COLUMN successes numeric NOT NULL DEFAULT 0,
    ADD COLUMN failures numeric NOT NULL DEFAULT 0,
    ADD COLUMN value_nanousd numeric, -- null: no run has a known value; so with the minutes
    ADD COLUMN minutes_saved numeric,
    ADD COLUMN human_minutes numeric;
