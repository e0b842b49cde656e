-- Returns nothing; one row a trace: its bodies of one batch.
COPY span_blob (project_id, trace_id, batch_id, start_time, data) FROM STDIN (FORMAT BINARY)
