-- A span and an event may tell of one call and begin at one moment: each has its new amount.
ALTER TABLE span_reprice ADD COLUMN source smallint NOT NULL DEFAULT 0;
UPDATE span_reprice AS new SET source = span.source
FROM span
WHERE
    span.project_id = new.project_id AND span.trace_id = new.trace_id AND span.span_id = new.span_id
    AND span.start_time = new.start_time;
ALTER TABLE span_reprice ALTER COLUMN source DROP DEFAULT;
ALTER TABLE span_reprice DROP CONSTRAINT span_reprice_pkey;
ALTER TABLE span_reprice ADD PRIMARY KEY (project_id, trace_id, span_id, source, start_time);
